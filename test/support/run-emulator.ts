import { createEmulator } from '../../src/emulator/emulator.ts';
import type { EmulatorOptions } from '../../src/emulator/options.ts';

/**
 * Runs an emulator in a process of its own: `node test/support/run-emulator.ts '{"size":{"groups":300}}'`. Its first line
 * says where it is and by which key, as JSON.
 */
const options: EmulatorOptions = JSON.parse(process.argv[2] ?? '{}');
const emulator = createEmulator(options);
const url = await emulator.listen();
process.stdout.write(`${JSON.stringify({ url, ...emulator.credentials[0] })}\n`);
process.once('SIGTERM', () => void emulator.close());
