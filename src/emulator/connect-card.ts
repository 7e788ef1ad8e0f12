import { optionalFlag, optionalObject, requiredText } from './fields.ts';
import { invalidInput } from './refusal.ts';
import type { Call } from './route.ts';
import type { JsonObject } from './store/entities.ts';

/** Checks the card that a body asks for; the function makes it. */
export function connectCard(call: Call, body: JsonObject): (connectionId: string) => JsonObject {
  const config = optionalObject(body, 'connect_card_config');
  if (config === undefined) throw invalidInput("Field 'connect_card_config' is required");
  const redirect = requiredText(config, 'redirect_uri');
  if (!/^https?:\/\//.test(redirect)) throw invalidInput("Field 'redirect_uri' must start with 'http' or 'https'");
  const hide = optionalFlag(config, 'hide_setup_guide');
  const all = optionalFlag(config, 'all_fields');
  return (connectionId) => {
    const { account } = call;
    const part = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const expires = Math.floor(account.clock.now() / 1000) + 86_400;
    const signature = Buffer.from(account.random.hex(64), 'hex').toString('base64url');
    const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: connectionId, exp: expires })}.${signature}`;
    return {
      connect_card: {
        token,
        uri: `https://fivetran.com/connect-card/setup?redirect_uri=${encodeURIComponent(redirect)}&auth=${token}`,
      },
      connect_card_config: {
        redirect_uri: redirect,
        ...(hide !== undefined && { hide_setup_guide: hide }),
        ...(all !== undefined && { all_fields: all }),
      },
    };
  };
}
