// Deadlines: no call waits for ever, whatever carries it. A unary call has its time; a stream may be silent no
// longer than that. When it passes, the call ends with TIMEOUT at once, and the carrier is told by its signal.
import { type Clock, FfqError } from "@ffq/core/physical";
import type { StreamMethod, UnaryMethod } from "../method.ts";
import { pathOf } from "../method.ts";
import type { CallOptions, Transport } from "../transport.ts";

export function withDeadlines(transport: Transport, clock: Clock): Transport {
  return {
    unary: async (method, request, options) => {
      const watch = new Watch(clock, method, options);
      let isOver = false;
      try {
        watch.restart();
        const answer = await watch.guard(transport.unary(method, request, { ...options, signal: watch.signal }));
        isOver = true;
        return answer;
      } finally {
        watch.end(isOver);
      }
    },
    stream: (method, request, options) => guardStream(transport, clock, method, request, options),
  };
}

async function* guardStream<Request, Response>(
  transport: Transport,
  clock: Clock,
  method: StreamMethod<Request, Response>,
  request: Request,
  options: CallOptions,
): AsyncGenerator<Response> {
  const watch = new Watch(clock, method, options);
  const answers = transport.stream(method, request, { ...options, signal: watch.signal })[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      watch.restart(); // the reader's own time between two answers does not count
      const next = await watch.guard(answers.next());
      watch.pause();
      isOver = next.done === true;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    watch.end(isOver);
    // Not awaited: a carrier that hangs must not hold the reader, and its failure concerns nobody any more.
    answers.return?.()?.catch(() => undefined);
  }
}

/** Why a call's signal is aborted that has ended: made once, because making an error takes longer than all else here. */
const OVER = new FfqError("CANCELLED", "the call is over", { sqlstate: "57014" });

/** One call's time, and the signal that ends it: by the caller, by the deadline, or because nobody listens. */
class Watch {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #timeoutMs: number;
  readonly #what: string;
  readonly #outer: AbortSignal | undefined;
  readonly #failed: Promise<never>;
  #fail: (error: FfqError) => void = () => undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(
    clock: Clock,
    method: UnaryMethod<unknown, unknown> | StreamMethod<unknown, unknown>,
    options: CallOptions,
  ) {
    this.#clock = clock;
    this.#timeoutMs = options.timeoutMs ?? method.timeoutMs;
    this.#what = pathOf(method);
    this.#outer = options.signal;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#failed.catch(() => undefined); // a failure after the call's end concerns nobody
    if (this.#outer?.aborted === true) this.#onAbort();
    else this.#outer?.addEventListener("abort", this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The call's own outcome, unless its time or its caller's patience ends first. */
  guard<Value>(outcome: Promise<Value>): Promise<Value> {
    outcome.catch(() => undefined); // when it loses the race, its failure is no news
    return Promise.race([this.#failed, outcome]);
  }

  restart(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(this.#timeoutMs, () => {
      this.#stop(
        new FfqError("TIMEOUT", `${this.#what} was not answered within ${this.#timeoutMs} ms`, {
          context: { method: this.#what, timeoutMs: this.#timeoutMs },
        }),
      );
    });
  }

  pause(): void {
    this.#cancelTimer();
  }

  /** @param isOver the carrier has ended by itself, and need not be told */
  end(isOver: boolean): void {
    this.#cancelTimer();
    this.#outer?.removeEventListener("abort", this.#onAbort);
    if (!isOver) this.#controller.abort(OVER);
  }

  readonly #onAbort = (): void => {
    this.#stop(new FfqError("CANCELLED", `${this.#what} was cancelled`, { sqlstate: "57014" }, this.#outer?.reason));
  };

  #stop(error: FfqError): void {
    this.#fail(error);
    this.#controller.abort(error);
  }
}
