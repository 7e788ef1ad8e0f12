/** Waits until something is so, a turn of the event loop at a time. For what happens on the other end of a line. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 100_000) throw new Error(`never came to be so: ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
