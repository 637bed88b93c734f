// Does harm for a while: kills, stops and slows processes, separates hosts, fills and damages disks, makes weather.
// Each seed has a set of harms of its own, since all of them together would hide what one alone does. Whatever it
// breaks it mends again, at the latest when it is told to end: after that the cluster has to be well.
import type { EventLog } from "../event-log.ts";
import type { SimLoop } from "../sim-clock.ts";
import type { SimHost } from "../sim-host.ts";
import { fairWeather, type SimNetwork } from "../sim-network.ts";
import type { SimRandom } from "../sim-random.ts";

export interface NemesisOptions {
  readonly loop: SimLoop;
  readonly log: EventLog;
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly coordinator: SimHost;
  readonly workers: readonly SimHost[];
  readonly clients: readonly SimHost[];
}

type Harm = (nemesis: Nemesis) => void;

/** How long it lasts, in milliseconds: from, to. */
type Span = readonly [number, number];

const KILLED: Span = [50, 12_000];
const STOPPED: Span = [100, 10_000];
const SLOW: Span = [500, 10_000];
const APART: Span = [100, 10_000];
const FULL: Span = [100, 6_000];

/** Between two harms. */
const PAUSE: Span = [20, 1_500];

const harms: Readonly<Record<string, Harm>> = {
  "kill worker": (nemesis) => nemesis.kill(nemesis.random.pick(nemesis.options.workers)),
  "kill coordinator": (nemesis) => nemesis.kill(nemesis.options.coordinator),
  "stop worker": (nemesis) => nemesis.stop(nemesis.random.pick(nemesis.options.workers)),
  "stop coordinator": (nemesis) => nemesis.stop(nemesis.options.coordinator),
  "slow worker": (nemesis) => nemesis.slow(nemesis.random.pick(nemesis.options.workers)),
  separate: (nemesis) => nemesis.separate(),
  isolate: (nemesis) => nemesis.isolate(nemesis.random.pick(nemesis.options.workers)),
  "fill disk": (nemesis) => nemesis.fill(nemesis.random.pick(nemesis.options.workers)),
  "slow disk": (nemesis) =>
    nemesis.slowDisk(nemesis.random.pick([...nemesis.options.workers, nemesis.options.coordinator])),
  "bit rot": (nemesis) => void nemesis.random.pick(nemesis.options.workers).disk.damage("shuffle/"),
};

export class Nemesis {
  readonly options: NemesisOptions;
  readonly random: SimRandom;
  readonly #harms: readonly Harm[];
  /** What mends each harm that lasts. */
  readonly #mending = new Set<() => void>();
  #isOver = false;

  constructor(options: NemesisOptions) {
    this.options = options;
    this.random = options.random;
    const { random } = this;
    const chosen = Object.keys(harms).filter(() => random.chance(0.4));
    this.#harms = chosen.map((name) => harms[name] as Harm);
    const rate = (most: number): number => (random.chance(0.4) ? 0 : most * random.unit());
    options.network.weather = {
      reset: rate(0.06),
      silence: rate(0.02),
      duplicate: rate(0.3),
      slow: rate(0.15),
      cut: rate(0.1),
      flip: rate(0.1),
    };
    options.log.add(options.loop.now, "nemesis", `has ${chosen.join(", ")} ${JSON.stringify(options.network.weather)}`);
  }

  begin(): void {
    if (this.#isOver || this.#harms.length === 0) return;
    this.#after(PAUSE, () => {
      if (this.#isOver) return;
      this.random.pick(this.#harms)(this);
      this.begin();
    });
  }

  /** No more harm, and all of it mended. */
  end(): void {
    this.#isOver = true;
    this.options.network.weather = fairWeather;
    for (const mend of [...this.#mending]) mend();
  }

  kill(host: SimHost): void {
    if (host.kill()) this.#mendAfter(KILLED, () => host.start());
  }

  stop(host: SimHost): void {
    if (host.stop()) this.#mendAfter(STOPPED, () => host.continue());
  }

  slow(host: SimHost): void {
    const { process } = host;
    if (process === undefined) return;
    this.options.log.addFault(this.options.loop.now, process.name, "slow-process");
    process.slowness = this.random.between(20, 2_000);
    this.#mendAfter(SLOW, () => {
      process.slowness = 1;
    });
  }

  separate(): void {
    const { workers, coordinator, clients, network } = this.options;
    const [one, other] = this.random.shuffled([...workers, coordinator, ...clients]) as [SimHost, SimHost];
    network.separate(one.name, [other.name], this.random.chance(0.3));
    this.#mendAfter(APART, () => network.join(one.name, other.name));
  }

  /** From everybody. */
  isolate(host: SimHost): void {
    const { workers, coordinator, clients, network } = this.options;
    const others = [...workers, coordinator, ...clients].filter((other) => other !== host).map(({ name }) => name);
    network.separate(host.name, others, false);
    this.#mendAfter(APART, () => {
      for (const other of others) network.join(host.name, other);
    });
  }

  fill({ disk }: SimHost): void {
    disk.isFull = true;
    this.#mendAfter(FULL, () => {
      disk.isFull = false;
    });
  }

  slowDisk({ name, disk }: SimHost): void {
    this.options.log.addFault(this.options.loop.now, name, "slow-disk");
    disk.slowness = this.random.between(20, 500);
    this.#mendAfter(SLOW, () => {
      disk.slowness = 1;
    });
  }

  #mendAfter(span: Span, mend: () => void): void {
    const once = (): void => {
      if (this.#mending.delete(once)) mend();
    };
    this.#mending.add(once);
    this.#after(span, once);
  }

  #after([least, most]: Span, action: () => void): void {
    // More often short than long.
    const wait = least + (most - least) * this.random.unit() ** 2;
    this.options.loop.post(undefined, wait, action);
  }
}
