// Outputs on their way into the coordinator's books: those that are written while a call is under way go together with
// the next one. Each task waits for its own answer, and is told when its call has failed.
import { internal, type WorkerId } from "@ffq/core/physical";
import type { CoordinatorClient } from "../rpc/transport.ts";
import type { HeldOutput } from "../wire/messages.ts";

export interface OutputRegistrarOptions {
  readonly worker: WorkerId;
  readonly coordinator: CoordinatorClient;
}

interface Waiting {
  readonly output: HeldOutput;
  readonly endpoint: string;
  readonly answer: PromiseWithResolvers<boolean>;
}

const MOST_OUTPUTS = 256;

export class OutputRegistrar {
  readonly #options: OutputRegistrarOptions;
  #waiting: Waiting[] = [];
  #isSending = false;

  constructor(options: OutputRegistrarOptions) {
    this.#options = options;
  }

  /** Whether the output counts. @throws FfqError of the call */
  register(output: HeldOutput, endpoint: string): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>();
    this.#waiting.push({ output, endpoint, answer });
    if (!this.#isSending) void this.#sendAll();
    return answer.promise;
  }

  /** Never rejects: whoever waits is told. */
  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0, MOST_OUTPUTS));
    this.#isSending = false;
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const { worker, coordinator } = this.#options;
    const endpoint = batch[0]?.endpoint ?? "";
    const outputs = batch.map(({ output }) => output);
    try {
      const { accepted } = await coordinator.shuffle.registerMapOutput({ worker, outputs, endpoint });
      if (accepted.length !== batch.length) throw internal("the coordinator answered for other outputs");
      for (const [at, { answer }] of batch.entries()) answer.resolve(accepted[at] === true);
    } catch (thrown) {
      for (const { answer } of batch) answer.reject(thrown);
    }
  }
}
