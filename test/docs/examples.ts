import { parse } from 'graphql';
import { expect } from 'vitest';
import { textOf } from '../support/repository.ts';

/** A piece of a page that does something, with what the page says comes of it. */
export interface Example {
  readonly language: string;
  readonly text: string;
  /** In JSON; `<name>` stands for the field of this name in the answer before. */
  readonly variables: string;
  /** What stands below it, in a block of `json` or `text`. */
  readonly output: string | undefined;
}

const BLOCK = /^```(\w+)(?: (\w+))?\n(.*?)^```$/gms;

/** The examples of a page, in its order. An operation may have a block `json variables` between itself and its answer. */
export function examplesOf(path: string): Example[] {
  const blocks = [...textOf(path).matchAll(BLOCK)].map(([, language = '', role = '', text = '']) => ({
    language,
    role,
    text,
  }));
  return blocks.flatMap(({ language, text }, index) => {
    if (language === 'json' || language === 'text') return [];
    const rest = blocks.slice(index + 1);
    const variables = rest[0]?.role === 'variables' ? (rest.shift()?.text ?? '') : '{}';
    const output = /^(json|text)$/.test(rest[0]?.language ?? '') ? rest[0]?.text : undefined;
    return [{ language, text, variables, output }];
  });
}

/** What a page prints, as a matcher: `…` stands for any value, and for `extensions.fivetran` a part of it is enough. */
export function printed(json: string): unknown {
  const { extensions, ...answer } = JSON.parse(json, (_, value) => (value === '…' ? expect.anything() : value));
  if (extensions === undefined) return answer;
  return { ...answer, extensions: { fivetran: expect.objectContaining(extensions.fivetran) } };
}

/**
 * Runs an operation as a reader does; of a subscription, up to its first event.
 * @param before the answer before, from which variables are taken
 */
export async function answerOf(
  { url }: { url: string },
  { text, variables }: Example,
  before: object,
): Promise<object> {
  const [operation] = parse(text).definitions;
  const live = operation?.kind === 'OperationDefinition' && operation.operation === 'subscription';
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: live ? 'text/event-stream' : 'application/json' },
    body: JSON.stringify({ query: text, variables: JSON.parse(filled(variables, before)) }),
  });
  if (!live) return (await response.json()) as object;
  const chunks = response.body?.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>;
  let received = '';
  for await (const chunk of chunks) {
    received += chunk;
    const [, event] = /^data: (\{.*)\n\n/m.exec(received) ?? [];
    if (event !== undefined) return JSON.parse(event);
  }
  throw new Error(`the subscription ended without an event: ${received}`);
}

const filled = (variables: string, before: object): string =>
  variables.replace(/<(\w+)>/g, (_, name) => {
    const [, value] = new RegExp(`"${name}":"([^"]+)"`).exec(JSON.stringify(before)) ?? [];
    if (value === undefined) throw new Error(`expected ${name} in the answer before`);
    return value;
  });
