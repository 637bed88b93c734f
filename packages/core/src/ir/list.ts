// Constructors of the IR nodes that go over lists, and the calls of the kernel library that they are emitted with.
import { call, choose, constant, isNull, nullOf } from "./build.ts";
import type { IrCall, IrExpr, IrType } from "./ir.ts";

const widths: Readonly<Record<IrType, number>> = { bool: 1, i32: 4, i64: 8, f32: 4, f64: 8, i128: 16, ref: 8 };

/** Bytes of a slot. */
export function slotWidthOf(type: IrType): number {
  return widths[type];
}

/** ARRAY[...]: the elements have one type, of that code. */
export function listMake(code: number, elements: readonly IrExpr[]): IrExpr {
  return { op: "list-make", type: "ref", nullable: false, code, elements };
}

/** A list of the same shape with `body` of each element. `name` must differ from those of lists around it. */
export function listMap(
  list: IrExpr,
  element: { readonly name: string; readonly type: IrType },
  code: number,
  body: (element: IrExpr) => IrExpr,
): IrExpr {
  const { name, type } = element;
  const inner = body({ op: "local", type, nullable: true, name });
  return { op: "list-map", type: "ref", nullable: list.nullable, list, name, element: type, code, body: inner };
}

/** Whether a test holds for any, or for all elements. */
export function listTest(
  quantifier: "any" | "all",
  list: IrExpr,
  element: { readonly name: string; readonly type: IrType },
  test: (element: IrExpr) => IrExpr,
): IrExpr {
  const { name, type } = element;
  const body = test({ op: "local", type, nullable: true, name });
  return { op: "list-test", type: "bool", nullable: true, quantifier, list, name, element: type, body };
}

const slotNames: Readonly<Record<IrType, string>> = {
  bool: "slotBool",
  i32: "slot32",
  i64: "slot64",
  f32: "slotF32",
  f64: "slotF64",
  i128: "slot128",
  ref: "slotRef",
};

/** The element at a position that `list.place` answered: NULL where it is -1, or where the element is NULL. */
export function elementAt(list: IrExpr, position: IrExpr, type: IrType): IrExpr {
  const missing = call("list", "isNull", "bool", [list, position]);
  const unknown = list.nullable || position.nullable ? [{ when: isNull(missing), then: nullOf(type) }] : [];
  return choose(
    [...unknown, { when: missing, then: nullOf(type) }],
    call("list", slotNames[type], type, [list, position]),
  );
}

/** The calls that emitting a node needs, besides those that its children are. Arguments are locals of these names. */
export interface ListCalls {
  /** Room for the elements' slots, of so many; gives the frame. */
  readonly open: IrCall;
  /** The list of what lies in the frame. */
  readonly close: IrCall;
}

export const FRAME = "list frame";
export const COUNT = "list count";
export const SHAPE = "list shape";

const local = (type: IrType, name: string): IrExpr => ({ op: "local", type, nullable: false, name });

export function listCalls(expr: Extract<IrExpr, { op: "list-make" | "list-map" }>): ListCalls {
  const slot = expr.op === "list-map" ? expr.body.type : (expr.elements[0]?.type ?? "i32");
  const width = constant("i32", slotWidthOf(slot));
  const frame = local("ref", FRAME);
  const count = expr.op === "list-make" ? constant("i32", expr.elements.length) : local("i32", COUNT);
  const code = constant("i32", expr.code);
  const close = expr.op === "list-make" ? [frame, count, code] : [frame, local("ref", SHAPE), code];
  return {
    open: call("list", "slots", "ref", [count, width]) as IrCall,
    close: call("list", expr.op === "list-make" ? "ofSlots" : "likeSlots", "ref", close) as IrCall,
  };
}

/** How the elements of a list are found by emitted code: where they are valid, and where they lie. */
export function elementCalls(type: IrType): readonly IrCall[] {
  const list = local("ref", SHAPE);
  const validity = call("list", "validity", "i32", [list]) as IrCall;
  if (type === "ref") return [validity, call("list", "slotRef", "ref", [list, local("i32", COUNT)]) as IrCall];
  return [validity, call("list", "data", "i32", [list]) as IrCall];
}
