// While a simulation runs, the host's timers, clock and randomness are the simulation's: whatever asks for them, ours
// or a library's, gets simulated time on the process that asked. The one place that knows the true setImmediate, by
// which the loop lets promises settle.
import type { SimLoop, SimProcess } from "./sim-clock.ts";
import type { SimRandom } from "./sim-random.ts";

const hostImmediate = globalThis.setImmediate;

/** Resolves when no promise can go on any more without an event. Nothing in a simulation waits for the host. */
export function settleOnHost(): Promise<void> {
  return new Promise((resolve) => {
    hostImmediate(resolve);
  });
}

/** A handle that Node's own APIs would return. */
class SimTimer {
  readonly cancel: () => void;
  constructor(cancel: () => void) {
    this.cancel = cancel;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
  [Symbol.dispose](): void {
    this.cancel();
  }
}

/** Some fixed moment: simulated time starts here. */
const EPOCH_MS = Date.UTC(2024, 0, 1);

/** Puts the simulation in the place of the host's clock; the answer puts everything back. */
export function installGlobals(loop: SimLoop, random: SimRandom): () => void {
  const host = {
    setImmediate: globalThis.setImmediate,
    clearImmediate: globalThis.clearImmediate,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setInterval: globalThis.setInterval,
    clearInterval: globalThis.clearInterval,
    Date: globalThis.Date,
  };
  const hostNow = performance.now;
  const { hrtime, cpuUsage } = process;
  const hostRandom = Math.random;
  const hostUuid = crypto.randomUUID;
  Object.assign(globalThis, simulatedTimers(loop), { Date: simulatedDate(loop, host.Date) });
  performance.now = () => loop.now;
  process.hrtime = Object.assign(() => simulatedHrtime(loop), { bigint: () => BigInt(Math.round(loop.now * 1e6)) });
  process.cpuUsage = () => ({ user: Math.round(loop.now * 1000), system: 0 });
  Math.random = () => random.unit();
  crypto.randomUUID = () => uuid(random);
  return () => {
    Object.assign(globalThis, host);
    performance.now = hostNow;
    Object.assign(process, { hrtime, cpuUsage });
    Math.random = hostRandom;
    crypto.randomUUID = hostUuid;
  };
}

/** Seconds, and nanoseconds: what the engine measures by (common/clock.ts), where a slow read or a long wait is decided. */
function simulatedHrtime({ now }: SimLoop): [number, number] {
  const seconds = Math.floor(now / 1000);
  return [seconds, Math.round((now - seconds * 1000) * 1e6)];
}

function simulatedTimers(loop: SimLoop): Record<string, unknown> {
  const clear = (timer: unknown): void => {
    if (timer instanceof SimTimer) timer.cancel();
  };
  const after = (delayMs: number, action: () => void): SimTimer =>
    new SimTimer(loop.post(loop.current, delayMs, action));
  return {
    setImmediate: (action: (...values: unknown[]) => void, ...values: unknown[]) =>
      after(turnOf(loop.current), () => action(...values)),
    clearImmediate: clear,
    setTimeout: (action: (...values: unknown[]) => void, delayMs = 1, ...values: unknown[]) =>
      after(Math.max(1, delayMs), () => action(...values)),
    clearTimeout: clear,
    setInterval: (action: (...values: unknown[]) => void, delayMs = 1, ...values: unknown[]) => {
      const process = loop.current;
      let cancel = (): void => undefined;
      const again = (): void => {
        cancel = loop.post(process, Math.max(1, delayMs), () => {
          again();
          action(...values);
        });
      };
      again();
      return new SimTimer(() => cancel());
    },
    clearInterval: clear,
  };
}

const turnOf = (process: SimProcess | undefined): number =>
  process === undefined ? 0 : process.turnMs * process.slowness;

function simulatedDate(loop: SimLoop, HostDate: DateConstructor): DateConstructor {
  const now = (): number => EPOCH_MS + Math.floor(loop.now);
  return new Proxy(HostDate, {
    construct: (target, values: readonly unknown[], newTarget: NewableFunction) =>
      Reflect.construct(target, values.length === 0 ? [now()] : [...values], newTarget) as object,
    apply: () => new HostDate(now()).toString(),
    get: (target, name) => (name === "now" ? now : (Reflect.get(target, name) as unknown)),
  });
}

function uuid(random: SimRandom): ReturnType<typeof crypto.randomUUID> {
  const digits = Array.from({ length: 32 }, () => random.between(0, 15).toString(16)).join("");
  const part = (from: number, to: number): string => digits.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`;
}
