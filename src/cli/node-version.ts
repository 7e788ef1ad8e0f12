/**
 * Says in one line what is wrong with a Node that is too old to run this; undefined where nothing is. Imports nothing, so
 * that an old one can read it.
 * @param engines as `package.json` has it: `>=22.19`
 */
export function problemOfNode(version: string, engines: string): string | undefined {
  const [major = 0, minor = 0] = numbersOf(version);
  const [leastMajor = 0, leastMinor = 0] = numbersOf(engines);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `Node ${leastMajor}.${leastMinor} or newer is required, and this is ${version}: take one from https://nodejs.org`;
}

const numbersOf = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);
