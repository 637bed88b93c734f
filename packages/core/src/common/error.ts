// The one error class. Everything that FFQ throws at a caller is an FfqError; `FfqError.from` turns whatever
// else was thrown into one at each boundary, keeping the cause. Errors cross threads and wires as plain data
// (`toData`, `fromData`) without losing code, SQLSTATE, position or hint.
import { describeCode, type ErrorCategory, type ErrorCode } from "./error-code.ts";

/** A half-open range of UTF-16 offsets in the SQL text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ErrorDetail {
  /** PostgreSQL's SQLSTATE, five characters. */
  readonly sqlstate?: string;
  /** Where in the SQL text. */
  readonly span?: Span;
  /** One line: what the reader can do. */
  readonly hint?: string;
  /** What the error is about (file, column, row group, table ...), for programs. */
  readonly context?: Readonly<Record<string, string | number>>;
}

/** An FfqError as plain data. */
export interface ErrorData extends ErrorDetail {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cause?: ErrorData | string;
}

const brand = Symbol.for("ffq.error");

export class FfqError extends Error {
  override readonly name = "FfqError";
  readonly code: ErrorCode;
  readonly sqlstate: string | undefined;
  readonly span: Span | undefined;
  readonly hint: string | undefined;
  readonly context: Readonly<Record<string, string | number>> | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    this.code = code;
    this.sqlstate = detail.sqlstate;
    this.span = detail.span;
    this.hint = detail.hint;
    this.context = detail.context;
  }

  get category(): ErrorCategory {
    return describeCode(this.code).category;
  }

  /** True when the same call may succeed later without any change by the caller. */
  get retry(): boolean {
    return describeCode(this.code).retry;
  }

  /** Safe across duplicate installs of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }

  /** The value itself if it is an FfqError; otherwise an INTERNAL error with the value as its cause. */
  static from(thrown: unknown): FfqError {
    if (thrown instanceof FfqError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return thrown instanceof WebAssembly.RuntimeError
      ? damage(message, thrown)
      : new FfqError("INTERNAL", message, {}, thrown);
  }

  /** The same error, with detail filled in where it had none. */
  with(detail: ErrorDetail): FfqError {
    return new FfqError(this.code, this.message, { ...detail, ...this.detail() }, this.cause);
  }

  private detail(): ErrorDetail {
    return {
      ...(this.sqlstate === undefined ? {} : { sqlstate: this.sqlstate }),
      ...(this.span === undefined ? {} : { span: this.span }),
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.context === undefined ? {} : { context: this.context }),
    };
  }

  toData(): ErrorData {
    const data: ErrorData = { code: this.code, message: this.message, ...this.detail() };
    if (this.cause === undefined) return data;
    const cause = this.cause instanceof FfqError ? this.cause.toData() : describeThrown(this.cause);
    return { ...data, cause };
  }

  static fromData(data: ErrorData): FfqError {
    const { code, message, cause, ...detail } = data;
    const inner = cause === undefined || typeof cause === "string" ? cause : FfqError.fromData(cause);
    return new FfqError(code, message, detail, inner);
  }
}

function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** PostgreSQL has it, FFQ does not yet. `what` is its name, as a user would write it. */
export function unsupported(what: string, detail: ErrorDetail = {}): FfqError {
  return new FfqError("UNSUPPORTED", `${what} is not supported`, { sqlstate: "0A000", ...detail });
}

const DAMAGE = "damage";

/**
 * A defect of FFQ after which the bytes of a memory cannot be trusted: a kernel trapped, and may have written anywhere
 * before it did, or what the memory says of itself is not so. Whoever owns the memory refuses further work with it.
 */
export function damage(message: string, cause?: unknown): FfqError {
  return new FfqError("INTERNAL", message, { sqlstate: "XX000", context: { reason: DAMAGE } }, cause);
}

/** Whether it is what `damage` made, on this thread or another. */
export function isDamage({ context }: FfqError): boolean {
  return context?.["reason"] === DAMAGE;
}

/** A defect of FFQ. */
export function internal(message: string, cause?: unknown): FfqError {
  return new FfqError("INTERNAL", message, { sqlstate: "XX000" }, cause);
}
