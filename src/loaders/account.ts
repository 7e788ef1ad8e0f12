import { accountInfo } from '../fivetran/account.ts';
import { callOf } from '../fivetran/endpoint.ts';
import { Keyed } from './keyed.ts';
import type { Reader } from './reader.ts';

/** The account of the operation's credential, and whose key it is. */
export const accountLoader = (reader: Reader) => {
  const loader = new Keyed(reader, accountInfo.area, (_: 'self') => callOf(accountInfo));
  return {
    load: () => loader.load('self'),
    begin: () => loader.load('self'),
    isFree: () => loader.isFree('self'),
    area: loader.area,
    forget: () => loader.forget(),
  };
};
