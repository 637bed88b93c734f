// Work that an executor runs a slice at a time.

export interface Task {
  readonly id: number;
  /** Whether a slice could do something now. */
  readonly isReady: boolean;
  /** It has reported its end. */
  readonly isDone: boolean;
  /** Works until it must wait or until about `deadline`. Never throws: errors are reported. */
  runSlice(deadline: number): void;
  /** Frees what it holds and reports that, unless it is done. */
  abort(): void;
}
