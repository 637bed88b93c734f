// What parser.ts and split-function.ts ask of and add to a module's sections, those of a build by emscripten: functions
// are all that it imports, it has one memory that may grow, and one table that does not. Anything else is an error.
import { I32, i32Const, moduleOf, OP, Reader, type Section, sectionsOf, u32, vector } from "./wasm-binary.ts";

export const SECTION = { type: 1, import: 2, function: 3, table: 4, memory: 5, element: 9, code: 10 } as const;

export function bodyOf(sections: readonly Section[], id: number): Uint8Array {
  const found = sections.find((section) => section.id === id);
  if (found === undefined) throw new Error(`the module has no section ${id}`);
  return found.body;
}

export function importedFunctions(body: Uint8Array): number {
  const reader = new Reader(body);
  return reader.list(() => {
    reader.take(reader.u32());
    reader.take(reader.u32());
    if (reader.byte() !== 0) throw new Error("an import that is no function is not expected");
    return reader.u32();
  }).length;
}

function signaturesOf(body: Uint8Array): { readonly parameters: Uint8Array; readonly results: Uint8Array }[] {
  const reader = new Reader(body);
  return reader.list(() => {
    if (reader.byte() !== 0x60) throw new Error("a type that is no function's is not expected");
    return { parameters: reader.take(reader.u32()), results: reader.take(reader.u32()) };
  });
}

export function parametersOf(types: Uint8Array, type: number): readonly number[] {
  const signature = signaturesOf(types)[type];
  if (signature === undefined) throw new Error(`the module has no type ${type}`);
  return [...signature.parameters];
}

export function typeFromI32ToI32(types: Uint8Array): number {
  const isIt = (bytes: Uint8Array): boolean => bytes.length === 1 && bytes[0] === I32;
  const found = signaturesOf(types).findIndex(({ parameters, results }) => isIt(parameters) && isIt(results));
  if (found < 0) throw new Error("the module has no type (i32) -> i32");
  return found;
}

/** The one table: where new places begin, and the section with so many more. */
export function growTable(body: Uint8Array): { readonly start: number; grownBy(places: number): Uint8Array } {
  const reader = new Reader(body);
  const [count, element, hasMaximum] = [reader.u32(), reader.byte(), reader.byte()];
  if (count !== 1 || hasMaximum !== 1) throw new Error("one table with a maximum is expected");
  const [minimum, maximum] = [reader.u32(), reader.u32()];
  if (minimum !== maximum) throw new Error("a table that does not grow is expected");
  return {
    start: minimum,
    grownBy: (places) => vector([[element, 1, ...u32(minimum + places), ...u32(maximum + places)]]),
  };
}

/** The module with a memory that begins with so many pages; what it needs beyond them it asks for. */
export function withInitialPages(module: Uint8Array, pages: number): Uint8Array {
  const sections = sectionsOf(module).map(({ id, body }): Section => {
    if (id !== SECTION.memory) return { id, body };
    const reader = new Reader(body);
    const [count, hasMaximum, initial] = [reader.u32(), reader.byte(), reader.u32()];
    if (count !== 1 || hasMaximum !== 1 || initial < pages) throw new Error("one memory of more pages is expected");
    return { id, body: vector([[1, ...u32(pages), ...u32(reader.u32())]]) };
  });
  return moduleOf(module, sections);
}

/** The section with one more segment: functions of the first table from a place on. */
export function withElements(body: Uint8Array, start: number, functions: readonly number[][]): Uint8Array {
  const reader = new Reader(body);
  const count = reader.u32();
  const segment = [0, ...i32Const(start), OP.end, ...vector(functions)];
  return Buffer.concat([Uint8Array.from(u32(count + 1)), body.subarray(reader.at), Uint8Array.from(segment)]);
}
