// A machine of the simulated cluster: a disk that outlives its processes, and the program that is started on it. A
// program is a function that gets a process and the store; it does not see the simulation.
import type { FileStore } from "../../src/store/file-store.ts";
import type { EventLog } from "./event-log.ts";
import { type SimLoop, SimProcess } from "./sim-clock.ts";
import type { SimRandom } from "./sim-random.ts";
import { SimDisk } from "./sim-store.ts";

export type Program = (process: SimProcess, store: FileStore) => void;

export interface SimHostOptions {
  readonly name: string;
  readonly loop: SimLoop;
  readonly log: EventLog;
  readonly random: SimRandom;
  readonly program: Program;
}

export class SimHost {
  readonly name: string;
  readonly disk: SimDisk;
  readonly #options: SimHostOptions;
  #process: SimProcess | undefined;
  #lives = 0;

  constructor(options: SimHostOptions) {
    const { name, loop, log, random } = options;
    this.name = name;
    this.#options = options;
    this.disk = new SimDisk({ host: name, loop, log, random });
  }

  /** The living process. */
  get process(): SimProcess | undefined {
    return this.#process;
  }

  get lives(): number {
    return this.#lives;
  }

  /** Starts the program, unless it runs. */
  start(): void {
    if (this.#process !== undefined) return;
    const { loop, log, name, program } = this.#options;
    const process = new SimProcess(loop, name, ++this.#lives);
    this.#process = process;
    log.add(loop.now, process.name, "starts");
    const store = this.disk.storeFor(process);
    loop.post(process, 0, () => program(process, store));
  }

  /** @returns false when nothing ran */
  kill(): boolean {
    const { loop, log } = this.#options;
    const process = this.#process;
    if (process === undefined) return false;
    this.#process = undefined;
    log.addFault(loop.now, process.name, "kill");
    process.kill();
    return true;
  }

  stop(): boolean {
    const { loop, log } = this.#options;
    const process = this.#process;
    if (process === undefined || process.state !== "running") return false;
    log.addFault(loop.now, process.name, "stop");
    process.stop();
    return true;
  }

  continue(): void {
    const { loop, log } = this.#options;
    if (this.#process?.state !== "stopped") return;
    log.add(loop.now, this.#process.name, "continues");
    this.#process.continue();
  }

  /** The program ended by itself. */
  exited(process: SimProcess): void {
    if (this.#process !== process) return;
    this.#process = undefined;
    this.#options.log.add(this.#options.loop.now, process.name, "exits");
    process.kill();
  }
}
