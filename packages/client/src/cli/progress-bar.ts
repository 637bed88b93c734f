// A progress bar on a terminal; silent where the stream is none.

export interface ProgressBar {
  /** `fraction` from 0 to 1, `step` names what was done last. */
  draw(fraction: number, step: string): void;
  /** Takes the bar away. */
  clear(): void;
}

const WIDTH = 30;

/** A bar on this stream's current line. */
export function progressBar(stream: NodeJS.WriteStream): ProgressBar {
  if (!stream.isTTY) return { draw: () => {}, clear: () => {} };
  return {
    draw(fraction, step): void {
      const filled = Math.round(fraction * WIDTH);
      const bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
      stream.write(`\r\u001b[K[${bar}] ${(fraction * 100).toFixed(0).padStart(3)}% ${step}`);
    },
    clear(): void {
      stream.write("\r\u001b[K");
    },
  };
}
