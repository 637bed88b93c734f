// Takes a function apart whose body is one great `switch`: each case becomes a function of its own, called through
// the table by its number, and what was in locals moves to the stack in memory, where all of them see it.
//
// Why: engines translate a hot WebAssembly function again, as a whole, with their optimizing compiler. For a parser
// with two thousand grammar rules in one function V8 needs half a second of another core and 600 MB for that, in
// every process, from the first statement on. Small functions are translated one by one, when each is hot.
//
// In the module the switch is a nest of blocks around one br_table: after the end of each block stands the code of a
// case, and a branch to a block goes on behind its end. So "behind block d" is a place to go on at: a state. A piece
// of code becomes a function that answers the next state; states from `exits` on leave the switch.
import {
  F64,
  I32,
  I64,
  type Instruction,
  i32Const,
  instructionsOf,
  moduleOf,
  OP,
  Reader,
  sectionsOf,
  u32,
  VOID,
  vector,
} from "./wasm-binary.ts";
import {
  bodyOf,
  growTable,
  importedFunctions,
  parametersOf,
  SECTION,
  typeFromI32ToI32,
  withElements,
} from "./wasm-sections.ts";

/** A br_table of at least so many labels is the great switch. */
const MANY_CASES = 200;
/** __stack_pointer of what emscripten builds. */
const STACK_POINTER = 0;

interface Access {
  readonly load: readonly number[];
  readonly store: readonly number[];
}

const ACCESS: Readonly<Record<number, Access>> = {
  [I32]: { load: [OP.i32Load, 2], store: [OP.i32Store, 2] },
  [I64]: { load: [OP.i64Load, 3], store: [OP.i64Store, 3] },
  [F64]: { load: [OP.f64Load, 3], store: [OP.f64Store, 3] },
};
const LOCAL_BYTES = 8;
/** Locals for values on their way to memory, one of each type, as a function declares them. */
const SCRATCH_TYPES: readonly number[] = [I32, I64, F64];
const SCRATCH: readonly number[] = [3, 1, I32, 1, I64, 1, F64];

type Block = Extract<Instruction, { kind: "block" }>;

/** The function's body around the switch, outermost block first; the blocks from `first` on are its nest. */
interface Switch {
  readonly path: readonly Block[];
  readonly first: number;
  readonly labels: readonly number[];
}

/** Code that starts behind a block's end: in which block it stands, and its instructions. */
interface Piece {
  readonly depth: number;
  readonly code: readonly Instruction[];
}

/**
 * The module with that function taken apart, whose number is as in the module (imported functions first). New
 * functions come behind the old ones, which keep their numbers.
 * @throws when its body is not as expected
 */
export function splitGreatSwitch(module: Uint8Array, number: number): Uint8Array {
  const sections = sectionsOf(module);
  const bodies = new Reader(bodyOf(sections, SECTION.code));
  const functions = bodies.list(() => bodies.take(bodies.u32()));
  const imports = importedFunctions(bodyOf(sections, SECTION.import));
  const place = number - imports;
  const only = parseFunction(functions[place]);
  const signatures = new Reader(bodyOf(sections, SECTION.function));
  const types = signatures.list(() => signatures.u32());
  const pieceType = typeFromI32ToI32(bodyOf(sections, SECTION.type));
  const parameters = parametersOf(bodyOf(sections, SECTION.type), types[place] as number);
  const table = growTable(bodyOf(sections, SECTION.table));
  const split = new Split({
    ...only,
    parameters: parameters.length,
    locals: [...parameters, ...only.locals],
    pieceType,
    tableStart: table.start,
  });

  const firstPiece = imports + functions.length;
  const elements = split.tableOfPieces.map((piece) => u32(firstPiece + piece));
  const replaced = functions.map((body, position) => (position === place ? split.main : body));
  const changed = new Map<number, Uint8Array>([
    [SECTION.function, vector([...types, ...split.pieces.map(() => pieceType)].map(u32))],
    [SECTION.table, table.grownBy(elements.length)],
    [SECTION.element, withElements(bodyOf(sections, SECTION.element), table.start, elements)],
    [SECTION.code, vector([...replaced, ...split.pieces].map((body) => [...u32(body.length), ...body]))],
  ]);
  return moduleOf(
    module,
    sections.map((section) => ({ id: section.id, body: changed.get(section.id) ?? section.body })),
  );
}

interface GreatFunction {
  readonly instructions: readonly Instruction[];
  /** Types of its locals without its parameters. */
  readonly locals: readonly number[];
  readonly great: Switch;
}

function parseFunction(body: Uint8Array | undefined): GreatFunction {
  if (body === undefined) throw new Error("the module does not define the function");
  const reader = new Reader(body);
  const groups = reader.list(() => ({ count: reader.u32(), type: reader.byte() }));
  const locals = groups.flatMap(({ count, type }) => Array.from({ length: count }, () => type));
  const { body: instructions } = instructionsOf(reader);
  return { instructions, locals, great: findSwitch(instructions) };
}

function findSwitch(instructions: readonly Instruction[]): Switch {
  const path = pathToSwitch(instructions);
  if (path === undefined) throw new Error("the function has no great switch");
  const last = path.at(-1)?.body.at(-1);
  if (last?.kind !== "branch") throw new Error("the switch is not at the end of its block");
  // The nest: blocks that begin with the next one. The innermost one begins with what the switch is over.
  let first = path.length - 1;
  while (first > 0 && path[first - 1]?.op === OP.block && path[first - 1]?.body[0] === path[first]) first--;
  return { path, first, labels: last.labels };
}

/** The blocks around the great br_table, outermost first. */
function pathToSwitch(instructions: readonly Instruction[]): Block[] | undefined {
  if (instructions.some((each) => each.kind === "branch" && each.labels.length > MANY_CASES)) return [];
  for (const each of instructions) {
    if (each.kind !== "block") continue;
    const inside = pathToSwitch(each.body) ?? pathToSwitch(each.otherwise ?? []);
    if (inside !== undefined) return [each, ...inside];
  }
  return undefined;
}

interface SplitOptions {
  readonly instructions: readonly Instruction[];
  readonly great: Switch;
  readonly parameters: number;
  /** Their types, the parameters' first. */
  readonly locals: readonly number[];
  readonly pieceType: number;
  /** The first free place of the table. */
  readonly tableStart: number;
}

class Split {
  readonly main: Uint8Array;
  /** Bodies of the functions that the pieces became. */
  readonly pieces: Uint8Array[] = [];
  /** By state: which of `pieces` runs. */
  readonly tableOfPieces: number[] = [];
  readonly #options: SplitOptions;
  /** By depth of a block of the nest: the state "behind it". */
  readonly #states = new Map<number, number>();
  readonly #stateCount: number;
  /** Depths of blocks outside the nest that pieces go to, in the order of their states. */
  readonly #exits: number[] = [];

  constructor(options: SplitOptions) {
    this.#options = options;
    const { path, first, labels } = options.great;
    const innermost = path.length - 1;
    // The switch's own numbers come first, so that they are states as they are.
    const places = labels.map((label) => innermost - label);
    for (const [state, depth] of places.entries()) if (!this.#states.has(depth)) this.#states.set(depth, state);
    let count = labels.length;
    for (let depth = innermost; depth > first; depth--) if (!this.#states.has(depth)) this.#states.set(depth, count++);
    this.#stateCount = count;

    const piecesByDepth = new Map<number, number>();
    for (let depth = innermost; depth > first; depth--) {
      piecesByDepth.set(depth, this.pieces.push(this.#piece(pieceBehind(path, depth))) - 1);
    }
    const extra = [...this.#states].filter(([, state]) => state >= labels.length).map(([depth]) => depth);
    for (const depth of [...places, ...extra]) {
      this.tableOfPieces.push(piecesByDepth.get(depth) ?? this.pieces.push(this.#leave(depth)) - 1);
    }
    this.main = this.#main();
  }

  /** The state that goes on behind the block at that depth (or, where it is a loop, from its start). */
  #stateOf(depth: number): number {
    const { great } = this.#options;
    if (depth > great.first) return this.#states.get(depth) as number;
    if (depth < 0 || great.path[depth]?.head.at(-1) !== VOID) throw new Error("a case leaves the switch with a value");
    let exit = this.#exits.indexOf(depth);
    if (exit < 0) exit = this.#exits.push(depth) - 1;
    return this.#stateCount + exit;
  }

  /** A function of a case that has no code of its own but leaves. */
  #leave(depth: number): Uint8Array {
    return Uint8Array.from([0, ...i32Const(this.#stateOf(depth)), OP.end]);
  }

  /** A function: where the frame is -> the next state. Its locals are for values on their way to memory. */
  #piece({ depth, code }: Piece): Uint8Array {
    const { locals } = this.#options;
    const goTo = (outer: number): number[] => [...i32Const(this.#stateOf(depth - outer)), OP.return];
    const bytes = emit(code, { frame: 0, scratch: 1, locals, inside: 0, goTo });
    return Uint8Array.from([...SCRATCH, ...bytes, ...i32Const(this.#stateOf(depth)), OP.end]);
  }

  /** The function itself: its frame, its code, and in the place of the nest a loop over states. */
  #main(): Uint8Array {
    const { instructions, great, parameters, locals } = this.#options;
    const [frame, state, scratch] = [parameters, parameters + 1, parameters + 2];
    const bytes = (locals.length * LOCAL_BYTES + 15) & ~15;
    const moveStack = (op: number): number[] => [...i32Const(bytes), op];
    const enter = [
      ...[OP.globalGet, STACK_POINTER, ...moveStack(OP.i32Sub), OP.localTee, frame, OP.globalSet, STACK_POINTER],
      // Locals that are no parameters begin as 0: those of their types that nothing was put into yet.
      ...locals.flatMap((type, local) => [
        ...[OP.localGet, frame, OP.localGet, local < parameters ? local : scratch + SCRATCH_TYPES.indexOf(type)],
        ...storeOf(type, local),
      ]),
    ];
    const leave = [OP.localGet, frame, ...moveStack(OP.i32Add), OP.globalSet, STACK_POINTER];
    const nest = great.path[great.first];
    const code = emit(instructions, {
      frame,
      scratch,
      locals,
      inside: 0,
      goTo: undefined,
      replaced: (block) => (block === nest ? this.#dispatch(frame, state, scratch) : undefined),
    });
    return Uint8Array.from([4, 2, I32, ...SCRATCH.slice(1), ...enter, ...code, ...leave, OP.end]);
  }

  /** The nest's outermost block, empty but for the loop that runs states until one leaves. */
  #dispatch(frame: number, state: number, scratch: number): number[] {
    const { great, locals, pieceType, tableStart } = this.#options;
    const over = (great.path.at(-1) as Block).body.slice(0, -1);
    const last = great.labels.length - 1;
    const outside = this.#exits.map((depth) => u32(great.first - depth));
    return [
      ...[OP.block, VOID],
      ...emit(over, { frame, scratch, locals, inside: 0, goTo: undefined }),
      ...[OP.localTee, scratch, ...i32Const(last), OP.localGet, scratch, ...i32Const(last), OP.i32LtU, OP.select],
      ...[OP.localSet, state, OP.loop, VOID, OP.localGet, frame],
      ...[OP.localGet, state, ...i32Const(tableStart), OP.i32Add, OP.callIndirect, ...u32(pieceType), 0],
      ...[OP.localTee, state, ...i32Const(this.#stateCount), OP.i32LtU, OP.brIf, 0, OP.end],
      ...[OP.localGet, state, ...i32Const(this.#stateCount), OP.i32Sub],
      ...[OP.brTable, ...u32(outside.length - 1), ...outside.flat(), OP.end],
    ];
  }
}

/** The code behind a block of the nest, which stands in the block around it. */
function pieceBehind(path: readonly Block[], depth: number): Piece {
  return { depth: depth - 1, code: (path[depth - 1] as Block).body.slice(1) };
}

interface EmitOptions {
  /** The local that holds the frame's address, and the first of those that are free, one of each type. */
  readonly frame: number;
  readonly scratch: number;
  /** Types of the locals that are in the frame. */
  readonly locals: readonly number[];
  /** How many blocks of the code are around this place. */
  readonly inside: number;
  /** Code that goes on at a label outside the code, 0 the nearest; undefined where labels stay as they are. */
  readonly goTo: ((outer: number) => number[]) | undefined;
  readonly replaced?: (block: Block) => number[] | undefined;
}

/** The instructions with locals in the frame and branches out of the code as the options say. */
function emit(code: readonly Instruction[], options: EmitOptions): number[] {
  const bytes: number[] = [];
  for (const each of code) for (const byte of emitOne(each, options)) bytes.push(byte);
  return bytes;
}

function emitOne(each: Instruction, options: EmitOptions): ArrayLike<number> & Iterable<number> {
  switch (each.kind) {
    case "plain":
      if (each.code[0] === OP.return) throw new Error("a return inside the function is not expected");
      return each.code;
    case "local":
      return emitLocal(each.op, each.local, options);
    case "branch":
      return emitBranch(each.op, each.labels, options);
    case "block": {
      const replaced = options.replaced?.(each);
      if (replaced !== undefined) return replaced;
      const within = { ...options, inside: options.inside + 1 };
      const otherwise = each.otherwise === undefined ? [] : [OP.else, ...emit(each.otherwise, within)];
      return [...each.head, ...emit(each.body, within), ...otherwise, OP.end];
    }
  }
}

function emitLocal(op: number, local: number, { frame, scratch, locals }: EmitOptions): number[] {
  const type = locals[local] as number;
  if (op === OP.localGet) return [OP.localGet, frame, ...loadOf(type, local)];
  const free = scratch + SCRATCH_TYPES.indexOf(type);
  const store = [OP.localSet, free, OP.localGet, frame, OP.localGet, free, ...storeOf(type, local)];
  return op === OP.localTee ? [...store, OP.localGet, free] : store;
}

/** Opcode and alignment of a load or store, then where the local lies in the frame. */
function loadOf(type: number, local: number): number[] {
  return [...(ACCESS[type] as Access).load, ...u32(local * LOCAL_BYTES)];
}

function storeOf(type: number, local: number): number[] {
  return [...(ACCESS[type] as Access).store, ...u32(local * LOCAL_BYTES)];
}

function emitBranch(op: number, labels: readonly number[], { goTo, inside, scratch }: EmitOptions): number[] {
  const isOutside = (label: number): boolean => goTo !== undefined && label >= inside;
  const [label = 0] = labels;
  switch (op) {
    case OP.br:
      return goTo !== undefined && isOutside(label) ? goTo(label - inside) : [op, ...u32(label)];
    case OP.brIf:
      return goTo !== undefined && isOutside(label)
        ? [OP.if, VOID, ...goTo(label - inside), OP.end]
        : [op, ...u32(label)];
    default: {
      // Each label outside gets a block of its own around the table, and behind its end the way out.
      const outside = goTo === undefined ? [] : [...new Set(labels.filter(isOutside))];
      const moved = labels.map((each) => (isOutside(each) ? outside.indexOf(each) : each + outside.length));
      return [
        ...[OP.localSet, scratch, ...outside.flatMap(() => [OP.block, VOID]), OP.localGet, scratch],
        ...[op, ...u32(labels.length - 1), ...moved.flatMap(u32)],
        ...outside.flatMap((each) => [OP.end, ...(goTo?.(each - inside) ?? [])]),
      ];
    }
  }
}
