// What emitting an expression goes by: the function body that is written to, what the function around it provides,
// and the small steps that every kind of node needs.
import type { IrCall, IrExpr, IrFailure, IrType } from "../ir/ir.ts";
import type { Int128Functions } from "./int128.ts";
import { F32, F64, type FunctionBody, type FunctionRef, I32, I64, type Local, type ValueType } from "./wasm-encoder.ts";

/** What the surrounding function provides. */
export interface EmitScope {
  /** Loads a column's value, and says where its NULL flag is. */
  input(expr: Extract<IrExpr, { op: "input" }>): Emitted;
  /** The address on the stack of the ref of constant bytes, to be loaded as i64. */
  literal(value: Uint8Array): void;
  /** Ends the function, reporting the failure. */
  fail(failure: IrFailure): void;
  /** Ends the function: the call answered the status. Its first two arguments are kept for the message. */
  failCall(call: IrCall, status: Local, args: readonly (readonly Local[])[]): void;
  /** Leaves the address of a 16-byte scratch slot, new at each call, on the stack. */
  scratch(): () => void;
  imported(module: string, name: string): FunctionRef;
  /** Whether an expression is emitted as a function of its own. */
  isHelper(expr: IrExpr): boolean;
  /** Defines that function, and calls it: its value is on the stack. */
  callHelper(helper: Helper): Emitted;
  /** Where a value is kept for the batch; undefined where locals live as long. */
  kept(): KeptPlace | undefined;
  readonly int128: Int128Functions;
}

/** A function that is called for a row (cut-helpers.ts). */
export interface Helper {
  /** What it evaluates. */
  readonly expr: IrExpr;
  /** Of its value; undefined where it only does something. */
  readonly type: IrType | undefined;
  /** Locals of the function that calls it. */
  readonly given: readonly Local[];
  /** Emits its body, where these stand for what is given. */
  readonly write: (site: EmitSite, given: readonly Local[]) => Emitted;
}

/** In the call block, zero when a batch begins: whether the value is there, whether it is NULL, then the value. */
export interface KeptPlace {
  readonly block: Local;
  readonly offset: number;
}

/** Where instructions go. */
export interface EmitSite {
  readonly body: FunctionBody;
  readonly scope: EmitScope;
}

/** Where an emitted expression's NULL flag (1 = NULL) is; undefined when it cannot be NULL. */
export interface Emitted {
  readonly isNull: Local | undefined;
}

/** A value in locals, and its NULL flag. */
export interface ValueLocals {
  readonly values: readonly Local[];
  readonly isNull: Local | undefined;
}

/** The WebAssembly types that hold a value. */
export function valueTypes(type: IrType): readonly ValueType[] {
  switch (type) {
    case "bool":
    case "i32":
      return [I32];
    case "i64":
    case "ref":
      return [I64];
    case "f32":
      return [F32];
    case "f64":
      return [F64];
    case "i128":
      return [I64, I64];
  }
}

/** Leaves a value that lies in locals on the stack. */
export function load(body: FunctionBody, locals: readonly Local[]): void {
  for (const local of locals) body.get(local);
}

export function loadConstant(body: FunctionBody, type: IrType, value: number | bigint): void {
  switch (type) {
    case "bool":
    case "i32":
      body.i32(Number(value));
      return;
    case "i64":
    case "ref":
      body.i64(BigInt(value));
      return;
    case "f32":
      body.f32(Number(value));
      return;
    case "f64":
      body.f64(Number(value));
      return;
    case "i128":
      body.i64(BigInt(value)).i64(BigInt(value) >> 64n);
  }
}

/** A value that nobody looks at. */
export function loadZero(body: FunctionBody, type: IrType): void {
  loadConstant(body, type, type === "i64" || type === "ref" || type === "i128" ? 0n : 0);
}

/** Ends the function with a failure when the condition on the stack holds. */
export function failIf({ body, scope }: EmitSite, failure: IrFailure): void {
  body.named("fails").if();
  scope.fail(failure);
  body.op("end");
}
