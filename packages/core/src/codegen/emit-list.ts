// Lists made element by element, and loops over the elements of one, to instructions. New elements are written to a
// frame of slots that the kernel library gives, which then makes the list of them (ir/list.ts says by which calls).
import type { IrCall, IrExpr, IrType } from "../ir/ir.ts";
import { COUNT, elementCalls, FRAME, listCalls, SHAPE, slotWidthOf } from "../ir/list.ts";
import { type EmitSite, type Emitted, valueTypes } from "./emit-site.ts";
import { loadOf, loadSlotAddress, storeOf } from "./emit-slot.ts";
import { type FunctionBody, I32, I64, type Local } from "./wasm-encoder.ts";

/** Elements of longer lists are written by functions of their own (cut-helpers.ts). */
const MOST_TOGETHER = 128;

type ListExpr<Op> = Extract<IrExpr, { readonly op: Op }>;

/** What the emitter of expressions does for the nodes in here. */
export interface ListHost {
  readonly site: EmitSite;
  emit(expr: IrExpr): Emitted;
  /** Moves the value on the stack into new locals. */
  save(type: IrType, name: string): readonly Local[];
  /** Emits an expression that reads a local by this name. */
  within(name: string, value: readonly Local[], isNull: Local | undefined, body: () => void): void;
  /** Does something in a function of its own, which is given these locals, and what it needs for an expression. */
  apart(expr: IrExpr, given: readonly Local[], emit: (host: ListHost, given: readonly Local[]) => void): void;
}

export function emitListMake(host: ListHost, expr: ListExpr<"list-make">): Emitted {
  const { body } = host.site;
  const { open, close } = listCalls(expr);
  const frame = openFrame(host, open);
  const count = body.local("count", I32);
  body.i32(expr.elements.length).set(count);
  const given = [frame.address, count];
  for (let first = 0; first < expr.elements.length; first += MOST_TOGETHER) {
    const elements = expr.elements.slice(first, first + MOST_TOGETHER);
    if (elements.length === expr.elements.length) writeElements(host, elements, first, given);
    else host.apart({ ...expr, elements }, given, (own, locals) => writeElements(own, elements, first, locals));
  }
  host.within(FRAME, [frame.ref], undefined, () => host.emit(close));
  return { isNull: undefined };
}

export function emitListMap(host: ListHost, expr: ListExpr<"list-map">): Emitted {
  const { body } = host.site;
  const result = body.local("mapped", I64);
  const isNull = overList(host, expr.list, (list, count) => {
    const { open, close } = listCalls(expr);
    host.within(COUNT, [count], undefined, () => {
      const frame = openFrame(host, open);
      eachElement(host, expr.element, list, count, (position, element) => {
        host.within(expr.name, element.value, element.isNull, () =>
          writeElement(host, expr.body, frame.address, position, count),
        );
      });
      host.within(FRAME, [frame.ref], undefined, () => {
        host.within(SHAPE, [list], undefined, () => host.emit(close));
      });
      body.set(result);
    });
  });
  body.get(result);
  return { isNull };
}

export function emitListTest(host: ListHost, expr: ListExpr<"list-test">): Emitted {
  const { body } = host.site;
  const found = body.local("found", I32);
  const sawNull = body.local("sawNull", I32);
  const decisive = expr.quantifier === "any" ? 1 : 0;
  body.i32(1 - decisive).set(found);
  body.i32(0).set(sawNull);
  const isNull = overList(host, expr.list, (list, count) => {
    body.named("test").block();
    eachElement(host, expr.element, list, count, (_position, element) => {
      host.within(expr.name, element.value, element.isNull, () => {
        const test = host.emit(expr.body);
        // A bool that is NULL has the value 0.
        const value = host.save("bool", "test")[0] as Local;
        if (test.isNull !== undefined) body.get(test.isNull).get(sawNull).op("i32.or").set(sawNull);
        body.get(value);
        if (decisive === 0) {
          body.op("i32.eqz");
          if (test.isNull !== undefined) body.get(test.isNull).op("i32.eqz", "i32.and");
        }
        body.named("decisive").if().i32(decisive).set(found).i32(0).set(sawNull).branch(3).op("end");
      });
    });
    body.op("end");
  });
  if (isNull !== undefined) body.get(isNull).get(sawNull).op("i32.or").set(sawNull);
  body.get(found).get(sawNull).op("i32.eqz", "i32.and");
  return { isNull: sawNull };
}

/** Those from a position on. @param given the frame's address, and how many elements it has */
function writeElements(host: ListHost, elements: readonly IrExpr[], first: number, given: readonly Local[]): void {
  const { body } = host.site;
  const [address, count] = given as [Local, Local];
  for (const [at, element] of elements.entries()) {
    const position = body.local("position", I32);
    body.i32(first + at).set(position);
    writeElement(host, element, address, position, count);
  }
}

/** The room for new elements. */
function openFrame(host: ListHost, open: IrCall): { readonly ref: Local; readonly address: Local } {
  const { body } = host.site;
  host.emit(open);
  const ref = host.save("ref", "frame")[0] as Local;
  const address = body.local("frameAddress", I32);
  body.get(ref).op("i32.wrap_i64").set(address);
  return { ref, address };
}

/** Writes an element's slot and its validity; the frame is zero where nothing is written. */
function writeElement(host: ListHost, element: IrExpr, frame: Local, position: Local, count: Local): void {
  const { body } = host.site;
  const { type } = element;
  const { isNull } = host.emit(element);
  const values = host.save(type, "element");
  if (isNull !== undefined) body.get(isNull).op("i32.eqz").named("present").if();
  for (const [part, local] of values.entries()) {
    loadSlotAddress(body, frame, position, type);
    body.get(local).at(storeOf(type), part * 8);
  }
  body.get(frame).get(count).i32(slotWidthOf(type)).op("i32.mul", "i32.add").get(position).op("i32.add");
  body.i32(1).at("i32.store8");
  if (isNull !== undefined) body.op("end");
}

/** Runs instructions for a list that is not NULL, given its ref and count; answers where its NULL flag is. */
function overList(host: ListHost, list: IrExpr, run: (list: Local, count: Local) => void): Local | undefined {
  const { body } = host.site;
  const { isNull } = host.emit(list);
  const ref = host.save("ref", "list")[0] as Local;
  const count = body.local("count", I32);
  if (isNull !== undefined) body.get(isNull).op("i32.eqz").named("present").if();
  body.get(ref).op("i32.wrap_i64").at("i32.load").set(count);
  run(ref, count);
  if (isNull !== undefined) body.op("end");
  return isNull;
}

interface Element {
  readonly value: readonly Local[];
  readonly isNull: Local;
}

/** A loop over the elements, with each in locals. Inside it, depth 0 is the loop and 1 its end. */
function eachElement(
  host: ListHost,
  type: IrType,
  list: Local,
  count: Local,
  run: (position: Local, element: Element) => void,
): void {
  const { body } = host.site;
  const position = body.local("position", I32);
  const validity = body.local("elementsValid", I32);
  const data = body.local("elements", I32);
  const [validityOf, dataOf] = elementCalls(type) as readonly [IrCall, IrCall];
  const element: Element = {
    value: valueTypes(type).map((valueType) => body.local("element", valueType)),
    isNull: body.local("elementNull", I32),
  };
  host.within(SHAPE, [list], undefined, () => {
    host.emit(validityOf);
    body.set(validity);
    if (type !== "ref") {
      host.emit(dataOf);
      body.set(data);
    }
    body.i32(0).set(position);
    body.named("elements").block().named("element").loop();
    body.get(position).get(count).op("i32.ge_u").branchIf(1);
    body.i32(0).set(element.isNull);
    body.get(validity).named("nullable").if();
    body.get(validity).get(position).op("i32.add").at("i32.load8_u").op("i32.eqz").set(element.isNull).op("end");
    if (type === "ref") {
      host.within(COUNT, [position], undefined, () => host.emit(dataOf));
      body.set(element.value[0] as Local);
    } else {
      loadElement(body, type, data, position, element.value);
    }
  });
  run(position, element);
  body.get(position).i32(1).op("i32.add").set(position).branch(0).op("end", "end");
}

function loadElement(body: FunctionBody, type: IrType, data: Local, position: Local, value: readonly Local[]): void {
  if (type !== "i128") {
    loadSlotAddress(body, data, position, type);
    body.at(loadOf(type)).set(value[0] as Local);
    return;
  }
  for (const [part, local] of value.entries()) {
    loadSlotAddress(body, data, position, type);
    body.at("i64.load", part * 8).set(local);
  }
}
