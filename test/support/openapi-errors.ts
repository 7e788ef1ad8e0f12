import type { ErrorObject } from 'ajv';

/** What is wrong and where: a JSON pointer, and a sentence that says what was required and what came. */
export interface Finding {
  readonly at: string;
  readonly message: string;
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** `string`, `null`, `array` …; the value itself may be a secret, so only its kind is told. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The value inside `root` that a JSON pointer leads to. */
function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const name of pointer.split('/').slice(1)) {
    value = (value as Record<string, unknown>)[name.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}

/** One error of Ajv about `root`, told of the property that it is about rather than of the object around it. */
export function toFinding({ keyword, instancePath, params, message = keyword }: ErrorObject, root: unknown): Finding {
  // Ajv's own `data` would do, did it not become the whole item in the members of a union.
  const data = valueAt(root, instancePath);
  const inside = (name: string): string => `${instancePath}/${escapePointer(name)}`;
  switch (keyword) {
    case 'required':
      return { at: inside(params.missingProperty), message: 'is required, and absent' };
    case 'additionalProperties':
      return { at: inside(params.additionalProperty), message: 'is not in the document' };
    case 'type':
      return { at: instancePath, message: `must be ${[params.type].flat().join(' or ')}, not ${kindOf(data)}` };
    case 'enum':
      return {
        at: instancePath,
        message: `must be one of ${params.allowedValues.join(', ')}, not ${enumMember(data)}`,
      };
    case 'format':
      return { at: instancePath, message: `must be a ${params.format}, not ${JSON.stringify(data)}` };
    default:
      return { at: instancePath, message };
  }
}

/** A value in the place of one from a public list of words: short, or only its kind is told. */
function enumMember(value: unknown): string {
  return typeof value === 'string' && value.length <= 40 ? JSON.stringify(value) : kindOf(value);
}
