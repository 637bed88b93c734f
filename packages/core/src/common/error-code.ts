// The closed list of error codes. A code exists only if a caller acts on it; each row says what the caller
// can do and whether a retry can help. SQLSTATE (PostgreSQL appendix A) is a separate field of the error:
// many SQLSTATEs share one code.

/** What part of the system refused: decides who reads the message, not what to do about it. */
export type ErrorCategory = "planning" | "execution" | "config" | "io" | "unsupported" | "cancelled" | "internal";

export type ErrorCode =
  | "SYNTAX"
  | "NOT_FOUND"
  | "AMBIGUOUS"
  | "TYPE_MISMATCH"
  | "INVALID_QUERY"
  | "ALREADY_EXISTS"
  | "UNSUPPORTED"
  | "DATA"
  | "CONSTRAINT"
  | "MEMORY_LIMIT"
  | "BAD_FILE"
  | "FILE_NOT_FOUND"
  | "IO"
  | "SHUFFLE_FETCH_FAILED"
  | "CONFIG"
  | "MISSING_EXTENSION"
  | "CANCELLED"
  | "TIMEOUT"
  | "CLOSED"
  | "UNAVAILABLE"
  | "INTERNAL";

interface CodeRow {
  readonly category: ErrorCategory;
  /** True when the same call may succeed later without any change by the caller. */
  readonly retry: boolean;
}

const codes: Readonly<Record<ErrorCode, CodeRow>> = {
  /** The SQL text does not parse: correct it at the position given. */
  SYNTAX: { category: "planning", retry: false },
  /** A table, column, function, type or parameter of that name is not known. */
  NOT_FOUND: { category: "planning", retry: false },
  /** A name means more than one thing: qualify it. */
  AMBIGUOUS: { category: "planning", retry: false },
  /** Types do not fit: add a cast. */
  TYPE_MISMATCH: { category: "planning", retry: false },
  /** The statement breaks a rule of SQL other than the above (grouping, misplaced aggregate, column counts ...). */
  INVALID_QUERY: { category: "planning", retry: false },
  /** The thing to create is already there. */
  ALREADY_EXISTS: { category: "planning", retry: false },
  /** PostgreSQL has it, FFQ does not yet; the message names it. */
  UNSUPPORTED: { category: "unsupported", retry: false },
  /** A value made evaluation fail: overflow, division by zero, bad text for a type, more than one row. */
  DATA: { category: "execution", retry: false },
  /** NOT NULL, PRIMARY KEY or UNIQUE was violated. */
  CONSTRAINT: { category: "execution", retry: false },
  /** The query needs more than `memoryLimit` or `spillLimit`: raise it or ask for less. */
  MEMORY_LIMIT: { category: "execution", retry: false },
  /** A file is damaged or not what its name says: restore it. */
  BAD_FILE: { category: "io", retry: false },
  /** No such file or object. */
  FILE_NOT_FOUND: { category: "io", retry: false },
  /** Reading or writing failed for a reason that may pass. */
  IO: { category: "io", retry: true },
  /** Rows that another task made cannot be had; where it is known, the context names the task and its worker. */
  SHUFFLE_FETCH_FAILED: { category: "io", retry: true },
  /** An option, flag or environment variable has a value that cannot be used. */
  CONFIG: { category: "config", retry: false },
  /** An extension package is needed for this scheme, function or operator; the message names what is missing. */
  MISSING_EXTENSION: { category: "config", retry: false },
  /** The caller's signal was aborted. */
  CANCELLED: { category: "cancelled", retry: false },
  /** The query's time limit passed. */
  TIMEOUT: { category: "cancelled", retry: true },
  /** The engine was closed, or a result was read a second time. */
  CLOSED: { category: "config", retry: false },
  /** The cluster cannot take or finish the query now (no workers, too many queries): submit it again later. */
  UNAVAILABLE: { category: "execution", retry: true },
  /** A defect of FFQ: please report it. */
  INTERNAL: { category: "internal", retry: false },
};

/** The row of a code: its category and whether a retry can help. */
export function describeCode(code: ErrorCode): CodeRow {
  return codes[code];
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(codes, text);
}
