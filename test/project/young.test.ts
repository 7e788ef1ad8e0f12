import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/**
 * Function literals that V8 makes in the old generation, so that all that they reach stays until that is collected:
 * those that are assigned to a property, and accessors of object literals (docs/adr/0011-young.md).
 */
function oldFunctions(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const note = (node: ts.Node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1}`);
  };
  const isFunction = (node: ts.Node) => ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  const isProperty = (node: ts.Node) => ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  const visit = (node: ts.Node): void => {
    const assigns =
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    if (assigns && isProperty(node.left) && isFunction(node.right)) note(node);
    if (ts.isAccessor(node) && ts.isObjectLiteralExpression(node.parent)) note(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('What an operation makes', () => {
  it('has no function that V8 puts into the old generation', () => {
    const files = globSync('src/{fivetran,graphql,http,loaders,plan,policy}/**/*.ts');
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => oldFunctions(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('would be found if it had', () => {
    const old = [
      'a.b = () => a;',
      'this.#b ??= async () => a;',
      'a[0] = function () {};',
      'const o = { get a() { return 1; } };',
    ];
    const young = [
      'const b = () => a; a.b = b;',
      'class A { b = () => a; }',
      'const o = { b: () => a, c() {} };',
      'a.b = 1;',
    ];
    expect(old.map((text) => oldFunctions('a.ts', text).length)).toEqual(old.map(() => 1));
    expect(young.map((text) => oldFunctions('a.ts', text).length)).toEqual(young.map(() => 0));
  });
});
