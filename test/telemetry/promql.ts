/** What an expression of PromQL is about. */
export interface Used {
  /** Series by their names, with the labels and values that they are chosen by. */
  readonly selectors: { readonly metric: string; readonly matchers: readonly Matcher[] }[];
  /** Labels that series are grouped by. */
  readonly groupedBy: string[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

const TOKEN =
  /\s*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<number>\d+(?:\.\d+)?(?![\da-z]))|(?<duration>\d+(?:ms|s|m|h|d|w|y))|(?<name>[a-zA-Z_:][\w:]*)|(?<sign>=~|!~|!=|==|<=|>=|[-+*/%^<>={}()[\],]))/y;
const AGGREGATIONS = ['sum', 'min', 'max', 'avg', 'count', 'topk'];
/** Functions, and what each is given. */
const FUNCTIONS: Readonly<Record<string, readonly ('range' | 'instant')[]>> = {
  rate: ['range'],
  increase: ['range'],
  histogram_quantile: ['instant', 'instant'],
  label_values: ['instant', 'instant'],
};
const BINARY = ['or', 'and', 'unless', '==', '!=', '<', '>', '<=', '>=', '+', '-', '*', '/'];

interface Token {
  readonly kind: string;
  readonly text: string;
}

/**
 * Reads an expression: the part of PromQL that rules and dashboards use here.
 * @throws where it is not well formed
 */
export function readPromql(expression: string): Used {
  const tokens = tokensOf(expression);
  const used: Used = { selectors: [], groupedBy: [] };
  let at = 0;
  const peek = () => tokens[at]?.text ?? 'the end';
  const fail = (wanted: string): never => {
    throw new Error(`expected ${wanted}, got ${peek()} as token ${at + 1} of: ${expression}`);
  };
  const take = (...texts: string[]): boolean => {
    if (!texts.includes(peek())) return false;
    at += 1;
    return true;
  };
  const need = (text: string) => take(text) || fail(text);
  const needKind = (kind: string): string => {
    const token = tokens[at];
    if (token?.kind !== kind) return fail(`a ${kind}`);
    at += 1;
    return token.text;
  };
  const listed = (end: string, item: () => void) => {
    while (!take(end)) {
      item();
      if (!take(',') && peek() !== end) fail(`, or ${end}`);
    }
  };

  const grouping = () => {
    if (!take('by', 'without')) return;
    need('(');
    listed(')', () => used.groupedBy.push(needKind('name')));
  };
  const selector = (metric: string): 'range' | 'instant' => {
    const matchers: Matcher[] = [];
    if (take('{')) {
      listed('}', () => {
        const label = needKind('name');
        const operator = peek();
        if (!take('=', '!=', '=~', '!~')) fail('a comparison of labels');
        matchers.push({ label, operator, value: JSON.parse(needKind('text')) });
      });
    }
    used.selectors.push({ metric, matchers });
    const isRange = take('[');
    if (isRange) {
      needKind('duration');
      need(']');
    }
    if (take('offset')) needKind('duration');
    return isRange ? 'range' : 'instant';
  };
  const operand = (): 'range' | 'instant' => {
    if (take('(')) {
      binary();
      need(')');
      return 'instant';
    }
    if (tokens[at]?.kind === 'number') {
      needKind('number');
      return 'instant';
    }
    const name = needKind('name');
    if (AGGREGATIONS.includes(name)) {
      grouping();
      need('(');
      listed(')', binary);
      grouping();
      return 'instant';
    }
    const wanted = FUNCTIONS[name];
    if (wanted === undefined) return BINARY.includes(name) ? fail('an operand') : selector(name);
    need('(');
    wanted.forEach((kind, index) => {
      if (index > 0) need(',');
      if (binary() !== kind) throw new Error(`${name} needs a ${kind} vector: ${expression}`);
    });
    need(')');
    return 'instant';
  };
  const binary = (): 'range' | 'instant' => {
    let kind = operand();
    while (take(...BINARY)) {
      if (kind === 'range' || operand() === 'range') throw new Error(`a range is no operand: ${expression}`);
      kind = 'instant';
    }
    return kind;
  };
  if (binary() === 'range') throw new Error(`a range is no result: ${expression}`);
  if (at < tokens.length) fail('the end');
  return used;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const whole = expression.trim();
  while (pattern.lastIndex < whole.length) {
    const from = pattern.lastIndex;
    const groups = pattern.exec(whole)?.groups;
    if (groups === undefined) throw new Error(`no token at '${whole.slice(from, from + 20)}' of: ${expression}`);
    const [kind, text] = Object.entries(groups).find(([, value]) => value !== undefined) ?? ['', ''];
    tokens.push({ kind, text });
  }
  return tokens;
}
