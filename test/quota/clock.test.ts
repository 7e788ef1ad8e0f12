import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/fivetran/clock.ts';

const DAY = 24 * 3_600_000;

describe("The system's clock", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts milliseconds since the Unix epoch', () => {
    expect(systemClock.now()).toBeGreaterThan(Date.UTC(2024));
  });

  it('runs a timer when its time has come, not before, and once', async () => {
    const run = vi.fn();
    systemClock.setTimer(systemClock.now() + 10.5, run);
    await vi.advanceTimersByTimeAsync(10);
    expect(run).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs a timer of the past soon, but not synchronously', async () => {
    const run = vi.fn();
    systemClock.setTimer(systemClock.now() - 1000, run);
    expect(run).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('does not run a timer that was cancelled', async () => {
    const run = vi.fn();
    systemClock.setTimer(systemClock.now() + 10, run)();
    await vi.advanceTimersByTimeAsync(1000);
    expect(run).not.toHaveBeenCalled();
  });

  it('waits longer than the longest delay of setTimeout, and can be cancelled in between', async () => {
    const [run, cancelled] = [vi.fn(), vi.fn()];
    systemClock.setTimer(systemClock.now() + 60 * DAY, run);
    const cancel = systemClock.setTimer(systemClock.now() + 60 * DAY, cancelled);
    await vi.advanceTimersByTimeAsync(59 * DAY);
    expect(run).not.toHaveBeenCalled();
    cancel();
    await vi.advanceTimersByTimeAsync(2 * DAY);
    expect(run).toHaveBeenCalledTimes(1);
    expect(cancelled).not.toHaveBeenCalled();
  });
});
