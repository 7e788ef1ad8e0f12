/** What is wrong with values of inputs, each as what is required and what came; undefined for a value that can be sent. */
type Check<Value> = (value: Value) => string | undefined;

const required = (what: string, value: unknown): string => `${what} is required, got ${shorten(JSON.stringify(value))}`;

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

export const notEmpty: Check<string> = (value) => (value.trim() === '' ? required('A text', value) : undefined);

export const wholeHour: Check<string> = (value) =>
  /^([01]\d|2[0-3]):00$/.test(value) ? undefined : required('A whole hour from "00:00" to "23:00"', value);

export const atLeast =
  (least: number, unit: string): Check<number> =>
  (value) =>
    value >= least ? undefined : required(`A number of ${unit} of at least ${least}`, value);

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const urlOf = (value: string): URL | undefined => (URL.canParse(value) ? new URL(value) : undefined);

/** HTTPS, or plain HTTP to this very machine. */
export const httpsUrl: Check<string> = (value) => {
  const url = urlOf(value);
  const good = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  return good ? undefined : required('A URL that begins with https://', value);
};

export const webUrl: Check<string> = (value) => {
  const url = urlOf(value);
  return url?.protocol === 'https:' || url?.protocol === 'http:'
    ? undefined
    : required('A URL that begins with https:// or http://', value);
};

export const email: Check<string> = (value) =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : required('An e-mail address', value);

/** Twelve hours to the east, eleven to the west; zero has no sign. */
export const utcOffset: Check<string> = (value) =>
  /^(0|\+([1-9]|1[0-2])|-([1-9]|1[01]))$/.test(value)
    ? undefined
    : required('An offset of hours from "-11" to "+12" ("0" has no sign)', value);

export const someTexts =
  (what: string): Check<readonly string[]> =>
  (values) =>
    values.length > 0 && values.every((value) => value !== '') ? undefined : required(`At least one ${what}`, values);
