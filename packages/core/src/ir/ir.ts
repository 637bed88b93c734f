// The intermediate representation of compiled scalar code: typed, null-aware expression trees over one row.
// A bound expression is lowered to it (function/lower.ts); the emitter (codegen/) turns it into WebAssembly and
// the interpreter (interpret.ts) runs it for constant folding and as the emitter's twin in tests. Nothing
// here knows vectors, batches or opcodes.
//
// Every node has a type and says whether it can be NULL; "cannot be NULL" costs nothing in emitted code. A
// node is evaluated when control reaches it: `if` and `coalesce` are lazy, and/or may skip arguments.

/** bool: 0 or 1. i128: two's complement, or an interval's 16 bytes. ref: length << 32 | address. */
export type IrType = "bool" | "i32" | "i64" | "f32" | "f64" | "i128" | "ref";

/** An SQL condition that ends the query, by number so that emitted code can report it. */
export interface IrFailure {
  readonly sqlstate: string;
  readonly message: string;
}

export type ArithmeticOperator = "add" | "sub" | "mul" | "div" | "rem" | "and" | "or" | "xor" | "shl" | "shr";
export type CompareOperator = "eq" | "ne" | "lt" | "le" | "gt" | "ge";
export type UnaryOperator = "neg" | "not-bits" | "abs" | "sqrt" | "floor" | "ceil" | "trunc" | "nearest";

export type IrExpr =
  /** Column `input` of the row. */
  | { readonly op: "input"; readonly type: IrType; readonly nullable: boolean; readonly input: number }
  /** A constant: bigint for i64, i128; number for the others; a ref is given by its bytes. */
  | {
      readonly op: "const";
      readonly type: Exclude<IrType, "ref">;
      readonly nullable: false;
      readonly value: number | bigint;
    }
  | { readonly op: "bytes"; readonly type: "ref"; readonly nullable: false; readonly value: Uint8Array }
  | { readonly op: "null"; readonly type: IrType; readonly nullable: true }
  /**
   * Integers and floats. `failure` set: integer overflow (and division by zero through `zero`) fails with it;
   * unset: wraps. Division truncates. Floats follow IEEE 754; with `failure` they fail as PostgreSQL's do: with it
   * when a result is infinite though the arguments are finite, with `vanished` when a product or quotient is 0
   * though no argument is.
   */
  | {
      readonly op: "arithmetic";
      readonly type: IrType;
      readonly nullable: boolean;
      readonly operator: ArithmeticOperator;
      readonly left: IrExpr;
      readonly right: IrExpr;
      readonly failure?: IrFailure;
      readonly zero?: IrFailure;
      readonly vanished?: IrFailure;
    }
  | {
      readonly op: "unary";
      readonly type: IrType;
      readonly nullable: boolean;
      readonly operator: UnaryOperator;
      readonly arg: IrExpr;
      readonly failure?: IrFailure;
    }
  /** Same types on both sides. Floats compare as PostgreSQL does: NaN equals NaN and is above every number. */
  | {
      readonly op: "compare";
      readonly type: "bool";
      readonly nullable: boolean;
      readonly operator: CompareOperator;
      readonly left: IrExpr;
      readonly right: IrExpr;
    }
  /** Widening and exact conversions; a narrowing one that loses fails with `failure`. f -> i rounds half to even. */
  | {
      readonly op: "convert";
      readonly type: IrType;
      readonly nullable: boolean;
      readonly arg: IrExpr;
      readonly failure?: IrFailure;
    }
  /** Three-valued. */
  | { readonly op: "and" | "or"; readonly type: "bool"; readonly nullable: boolean; readonly args: readonly IrExpr[] }
  | { readonly op: "not"; readonly type: "bool"; readonly nullable: boolean; readonly arg: IrExpr }
  | { readonly op: "is-null"; readonly type: "bool"; readonly nullable: false; readonly arg: IrExpr }
  /** The first branch whose condition is true (not NULL). */
  | {
      readonly op: "if";
      readonly type: IrType;
      readonly nullable: boolean;
      readonly branches: readonly { readonly when: IrExpr; readonly then: IrExpr }[];
      readonly otherwise: IrExpr;
    }
  | { readonly op: "coalesce"; readonly type: IrType; readonly nullable: boolean; readonly args: readonly IrExpr[] }
  /**
   * A row function of the kernel library (kernel/library.ts says what its failures mean). NULL in, NULL out; it
   * is not called then. i128 arguments are passed by address and an i128 result is written to an address given
   * as the last argument.
   */
  | {
      readonly op: "call";
      readonly type: IrType;
      readonly nullable: boolean;
      readonly module: string;
      readonly name: string;
      readonly args: readonly IrExpr[];
    }
  /**
   * Bytes tests against constant bytes: the whole text, or its beginning. What `equals` of a column with a
   * literal becomes: no call, no loop.
   */
  | {
      readonly op: "bytes-test";
      readonly type: "bool";
      readonly nullable: boolean;
      readonly test: "equal" | "prefix";
      readonly arg: IrExpr;
      readonly value: Uint8Array;
    }
  /**
   * An expression that reads no input and no local: evaluated when a row of the batch first reaches it, then
   * kept for the batch.
   */
  | { readonly op: "once"; readonly type: IrType; readonly nullable: boolean; readonly value: IrExpr }
  /** Evaluates `value` once and makes it readable in `body` as a local. */
  | {
      readonly op: "let";
      readonly type: IrType;
      readonly nullable: boolean;
      readonly name: string;
      readonly value: IrExpr;
      readonly body: IrExpr;
    }
  | { readonly op: "local"; readonly type: IrType; readonly nullable: boolean; readonly name: string }
  /** A list of one dimension from 1 of these elements (type/element-code.ts says their code). */
  | {
      readonly op: "list-make";
      readonly type: "ref";
      readonly nullable: false;
      readonly code: number;
      readonly elements: readonly IrExpr[];
    }
  /** A list in another's shape whose elements are `body` over that one's, which it reads as a local. */
  | {
      readonly op: "list-map";
      readonly type: "ref";
      readonly nullable: boolean;
      readonly list: IrExpr;
      /** Of the local, and its type; it can be NULL. */
      readonly name: string;
      readonly element: IrType;
      readonly code: number;
      readonly body: IrExpr;
    }
  /** Whether `body`, a bool, is true of any (or all) elements: three-valued, as OR (or AND) over them. */
  | {
      readonly op: "list-test";
      readonly type: "bool";
      readonly nullable: true;
      readonly quantifier: "any" | "all";
      readonly list: IrExpr;
      readonly name: string;
      readonly element: IrType;
      readonly body: IrExpr;
    }
  /** Ends the query. Has a type so that it can stand where a value is asked for. */
  | { readonly op: "fail"; readonly type: IrType; readonly nullable: false; readonly failure: IrFailure };

/** A call of a row function. */
export type IrCall = Extract<IrExpr, { readonly op: "call" }>;

/** An input column of a compiled function: how its slots lie. */
export interface IrInput {
  readonly type: IrType;
  readonly nullable: boolean;
  /** Through a u32 index (column/vector.ts). */
  readonly indexed: boolean;
  /** An earlier input whose index is this one's: what a filter let through, or a join matched, has one for all columns. */
  readonly indexOf?: number;
}

/**
 * A sum per group that takes an expression's values, which are of the state's type; 128 bits take 64 as well. NULL
 * changes nothing.
 */
export type IrUpdate =
  | {
      readonly state: "i64" | "i128" | "f64";
      /** The sum left its type: an integer that wraps, a float that is infinite though both terms are finite. */
      readonly failure: IrFailure;
    }
  /** 64 bits of one batch's sum, which whoever chose it knows not to wrap. */
  | { readonly state: "part" };

/**
 * A compiled function over the rows of a batch.
 *  project: writes each expression to a flat column
 *  filter: writes the numbers of the rows for which all expressions are true, ascending. They are asked in their order, a
 *    row's next one only where the one before was true; how often each but the last was is counted
 *  update: adds each expression's value to its state's element of the row's group (the first one where rows are not
 *    grouped). A value that can be NULL marks its group as seen when it is not; others do so only when asked, since
 *    whoever knows the groups can mark them at once.
 */
export type IrFunction =
  | {
      readonly kind: "project" | "filter";
      readonly inputs: readonly IrInput[];
      readonly exprs: readonly IrExpr[];
    }
  | {
      readonly kind: "update";
      readonly inputs: readonly IrInput[];
      readonly exprs: readonly IrExpr[];
      /** By expression. */
      readonly updates: readonly IrUpdate[];
      readonly marksAll: boolean;
      readonly grouped: boolean;
    };
