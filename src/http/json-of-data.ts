import type { ExecutionResult, GraphQLError } from 'graphql';
import { JsonText } from '../graphql/json-text.ts';

const texts = new WeakMap<object, string>();

/** An answer's data as JSON, written once however many ask for it: that takes as long as to execute a quarter of it. */
function jsonOfData(data: object): string {
  if (data instanceof JsonText) return data.text;
  let text = texts.get(data);
  if (text === undefined) {
    text = JSON.stringify(data);
    texts.set(data, text);
  }
  return text;
}

/** The same as it is sent. */
export const bytesOfData = (data: object): Buffer =>
  data instanceof JsonText ? data.bytes : Buffer.from(jsonOfData(data));

const PREFIX = Buffer.from('{"data":');

/** A whole answer without errors, whose data are written already, in the parts that it is sent in. */
export const partsOfAnswer = (data: Buffer, extensions: object): Buffer[] => [
  PREFIX,
  data,
  Buffer.from(`,"extensions":${JSON.stringify(extensions)}}`),
];

/** A whole answer in the parts that it is sent in. */
export function partsOfResult(result: ExecutionResult): Buffer[] {
  const { data, errors, extensions } = result;
  if (errors === undefined && extensions !== undefined && data instanceof JsonText)
    return partsOfAnswer(data.bytes, extensions);
  return [Buffer.from(jsonOfResult(result))];
}

/** A whole answer as JSON: what was wrong first, then what people look for, then what it took. */
export function jsonOfResult({ data, errors, extensions }: ExecutionResult): string {
  const parts = [
    errors && `"errors":${JSON.stringify(errors.map(forCallers))}`,
    data !== undefined && `"data":${data === null ? 'null' : jsonOfData(data)}`,
    extensions && `"extensions":${JSON.stringify(extensions)}`,
  ];
  return `{${parts.filter(Boolean).join(',')}}`;
}

/** An error as it is sent: what it asked of the HTTP layer has been done, and is nobody else's. */
function forCallers(error: GraphQLError): object {
  if (error.extensions?.http === undefined) return error;
  const { http: _, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}

const wholes = new WeakMap<object, string>();

/** The same of an answer that goes to many, written once. */
export function jsonOfShared(result: ExecutionResult): string {
  let text = wholes.get(result);
  if (text === undefined) {
    text = jsonOfResult(result);
    wholes.set(result, text);
  }
  return text;
}
