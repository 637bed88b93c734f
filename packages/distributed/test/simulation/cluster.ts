// The simulated cluster: a coordinator, workers and clients on hosts of their own, each running the real programs
// (programs.ts) over simulated ports.
import type { Coordinator } from "../../src/coordinator/coordinator.ts";
import type { Carrier } from "../../src/rpc/carrier.ts";
import type { HttpRoute } from "../../src/rpc/http.ts";
import type { Worker } from "../../src/worker/worker.ts";
import type { CallWatch } from "./call-watch.ts";
import type { EventLog } from "./event-log.ts";
import { type ClusterSettings, chooseSettings, clientProgram, coordinatorProgram, workerProgram } from "./programs.ts";
import type { SimLoop, SimProcess } from "./sim-clock.ts";
import { type Program, SimHost } from "./sim-host.ts";
import { Addresses, SimNetwork } from "./sim-network.ts";
import { SimRandom } from "./sim-random.ts";
import type { Violation } from "./state-watch.ts";

export interface SimClusterOptions {
  readonly seed: number;
  readonly loop: SimLoop;
  readonly log: EventLog;
  readonly violation: Violation;
  readonly calls: CallWatch;
  /** In place of what the seed chooses. */
  readonly settings?: Partial<ClusterSettings>;
}

/** The programs that live, as they are. */
export interface Running {
  readonly workers: Map<string, Worker>;
  coordinator: Coordinator | undefined;
}

export class SimCluster {
  readonly seed: number;
  readonly loop: SimLoop;
  readonly log: EventLog;
  readonly violation: Violation;
  readonly calls: CallWatch;
  /** No harm is done any more, and all of it is mended. */
  isCalm: () => boolean = () => false;
  readonly settings: ClusterSettings;
  readonly network: SimNetwork;
  readonly carriers: Addresses<Carrier> = new Addresses();
  readonly routes: Addresses<readonly HttpRoute[]> = new Addresses();
  /** What runs at present, by host. */
  readonly running: Running = { workers: new Map(), coordinator: undefined };
  readonly coordinator: SimHost;
  readonly workers: readonly SimHost[];

  constructor({ seed, loop, log, violation, calls, settings = {} }: SimClusterOptions) {
    this.seed = seed;
    this.loop = loop;
    this.log = log;
    this.violation = violation;
    this.calls = calls;
    this.settings = { ...chooseSettings(SimRandom.named(seed, "settings")), ...settings };
    this.network = new SimNetwork({ loop, log, random: SimRandom.named(seed, "network") });
    this.network.tap = (path, request, answer) => calls.answered(path, request, answer);
    this.coordinator = this.#host("coordinator", coordinatorProgram(this));
    this.workers = Array.from({ length: this.settings.workers }, (_, at) =>
      this.#host(`worker-${at + 1}`, workerProgram(this)),
    );
  }

  start(): void {
    this.coordinator.start();
    for (const worker of this.workers) worker.start();
  }

  /** A machine with a client on it, which starts with the host. */
  client(name: string, body: (process: SimProcess) => Promise<void>): SimHost {
    return this.#host(name, clientProgram(body));
  }

  random(name: string): SimRandom {
    return SimRandom.named(this.seed, name);
  }

  #host(name: string, program: Program): SimHost {
    return new SimHost({ name, loop: this.loop, log: this.log, random: this.random(`disk ${name}`), program });
  }
}
