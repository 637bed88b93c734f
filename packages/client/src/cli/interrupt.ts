// Ctrl-C stops the statement that runs, not the program: a second one ends the program, as everywhere.

/** Runs `work` with a signal that the first interrupt aborts. */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = (): void => {
    process.off("SIGINT", stop);
    controller.abort();
  };
  process.on("SIGINT", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop);
  }
}
