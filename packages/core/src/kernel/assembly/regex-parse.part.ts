// A regular expression's tree. Two trees are made together: nodes say what is matched, pieces say how captures are found
// in a match. A piece's preference (longest or shortest) and where a branch is cut into pieces follow PostgreSQL's
// rules (manual, section 9.7.3.5): a run of atoms without captures and of one preference is one piece.
//
//   node   u32 kind, a, b, c, next         next: in the list of a CAT or ALT
//   piece  u32 kind, flags, capture, fixed length, most, child, sibling, node, program, tails, least
//
// A back reference is a piece of its own: `capture` is then what it refers to, and its node what the group may match anywhere,
// because which of it that must be is known only in a match (regex-backtrack.part.ts).
import {
  BACKREF, BAR, BOUND, BRACKET, BRACKET_NOT, CLASS, CLOSE, DOT, END, MAYBE, OPEN, OPEN_LOOK, OPEN_PLAIN, PLACE, PLAIN, PLUS, STAR,
  boundGreedy, groupCount, isRange, least, lexOptions, most, next, openGroup, readBound, token, value, NEWLINE_STOPS,
} from "./regex-lex.part";
import { readBracket, setOfAll, setOfClass, setOfCode } from "./regex-set.part";
import { BAD_BACKREF, BAD_PAREN, BAD_REPEAT, TOO_BIG, failed, refuse, takeZeroed } from "./regex-work.part";

export const N_EMPTY: u32 = 0;
/** a: the set. */
export const N_SET: u32 = 1;
/** a: the first of a list, b: the last. */
export const N_CAT: u32 = 2;
export const N_ALT: u32 = 3;
/** a: what, b: at least, c: at most (UNBOUNDED: any number). */
export const N_REPEAT: u32 = 4;
export const N_PLACE: u32 = 5;
/** a: bit 0 negative, bit 1 behind; b: what. */
export const N_LOOK: u32 = 6;
/** a: a node that stands in another list too. */
export const N_REF: u32 = 7;
export const UNBOUNDED: u32 = 256;

export const P_PLAIN: u32 = 0;
export const P_CAT: u32 = 1;
export const P_ALT: u32 = 2;
export const P_ITERATE: u32 = 3;
/** A capture around a capture. */
export const P_WRAP: u32 = 4;
export const P_BACK: u32 = 5;

export const LONGER: u32 = 1;
export const SHORTER: u32 = 2;
const MIXED: u32 = 4;
export const CAPTURES: u32 = 8;
/** It has a back reference. */
export const BACK: u32 = 16;
const PIECE_BYTES: usize = 44;

/** Deeper ones are refused as too complex: parsing and emitting recurse. */
const DEEPEST: i32 = 400;

/** Lookaround in lookaround: matching has scratch sets for so many. */
export const MOST_DEPTH: u32 = 5;

/** The first groups whose ends were read, as bits. */
let closed: u64 = 0;

let depth: i32 = 0;
let lookDepth: i32 = 0;
let hasLook: bool = false;
let hasPlace: bool = false;
let nodes: u32 = 0;

/** Parses what the lexer was begun with: the root piece. */
export function parseRegex(): usize {
  depth = 0;
  lookDepth = 0;
  closed = 0;
  groupNodes = 0;
  nodes = 0;
  hasLook = false;
  hasPlace = false;
  next();
  const root = parseBranches(END, false);
  return root;
}

export function usesLook(): bool {
  return hasLook;
}

export function usesPlaces(): bool {
  return hasPlace;
}

export function makeNode(kind: u32, a: usize, b: usize, c: usize): usize {
  // Every byte of a pattern makes a few: what is more is a bound's doing and counted when it is emitted.
  if (++nodes > 200000) refuse(TOO_BIG);
  const at = takeZeroed(24);
  if (at == 0) return 0;
  store<u32>(at, kind);
  store<u32>(at, <u32>a, 4);
  store<u32>(at, <u32>b, 8);
  store<u32>(at, <u32>c, 12);
  return at;
}

/** Puts a node, which stands in no other list, at the end of a CAT or ALT. */
function append(list: usize, node: usize): void {
  if (list == 0 || node == 0) return;
  const last = load<u32>(list, 8);
  if (last == 0) store<u32>(list, <u32>node, 4);
  else store<u32>(last, <u32>node, 16);
  store<u32>(list, <u32>node, 8);
}

function refTo(node: usize): usize {
  return makeNode(N_REF, node, 0, 0);
}

function inOrder(first: usize, second: usize): usize {
  const list = makeNode(N_CAT, 0, 0, 0);
  append(list, refTo(first));
  append(list, refTo(second));
  return list;
}

function makePiece(kind: u32, flags: u32, node: usize): usize {
  const at = takeZeroed(PIECE_BYTES);
  if (at == 0) return 0;
  store<u32>(at, kind);
  store<u32>(at, flags, 4);
  store<u32>(at, <u32>node, 28);
  return at;
}

// @ts-ignore: decorator
@inline
function flagsOf(piece: usize): u32 {
  return load<u32>(piece, 4);
}

// @ts-ignore: decorator
@inline
function nodeOf(piece: usize): usize {
  return load<u32>(piece, 28);
}

function isEmptyList(node: usize): bool {
  return load<u32>(node) == N_CAT && load<u32>(node, 4) == 0;
}

/** What goes up from a part: captures, and that both preferences met. */
function up(flags: u32): u32 {
  return (flags & ~(LONGER | SHORTER)) | ((flags << 2) & (flags << 1) & MIXED);
}

function combine(first: u32, second: u32): u32 {
  const preference = (first & (LONGER | SHORTER)) != 0 ? first : second;
  return up(first | second) | (preference & (LONGER | SHORTER));
}

function isMessy(flags: u32): bool {
  return (flags & (MIXED | CAPTURES)) != 0;
}

/** Branches up to the closing token, which stays. */
function parseBranches(stopper: u32, inLook: bool): usize {
  if (++depth > DEEPEST) refuse(TOO_BIG);
  const list = makeNode(N_ALT, 0, 0, 0);
  const branches = makePiece(P_ALT, LONGER, list);
  let last: usize = 0;
  let count = 0;
  while (!failed()) {
    const branch = parseBranch(stopper, inLook);
    if (failed()) break;
    append(list, refTo(nodeOf(branch)));
    if (last == 0) store<u32>(branches, <u32>branch, 20);
    else store<u32>(last, <u32>branch, 24);
    last = branch;
    store<u32>(branches, flagsOf(branches) | up(flagsOf(branches) | flagsOf(branch)), 4);
    count++;
    if (token != BAR) break;
    next();
  }
  depth--;
  if (failed()) return branches;
  if (token != stopper) refuse(BAD_PAREN);
  if (count == 1) return last;
  if (!isMessy(flagsOf(branches))) {
    store<u32>(branches, P_PLAIN);
    store<u32>(branches, 0, 20);
  }
  return branches;
}

function atBranchEnd(stopper: u32): bool {
  return token == BAR || token == stopper || token == END;
}

function parseBranch(stopper: u32, inLook: bool): usize {
  const top = makePiece(P_PLAIN, 0, makeNode(N_CAT, 0, 0, 0));
  while (!failed() && !atBranchEnd(stopper)) parseAtom(stopper, inLook, top);
  return top;
}

let atomNode: usize = 0;
let atomPiece: usize = 0;

/** One atom with its quantifier, put at the end of `top`; after one that captures, the rest of the branch too. */
function parseAtom(stopper: u32, inLook: bool, top: usize): void {
  if (token == PLACE) {
    hasPlace = true;
    append(nodeOf(top), makeNode(N_PLACE, value, 0, 0));
    return next();
  }
  if (token == OPEN_LOOK) return parseLook(top);
  const isGroup = token == OPEN && !inLook;
  readAtom(inLook);
  if (failed()) return;
  const node = atomNode;
  let piece = atomPiece;
  const preference = readQuantifier();
  const low = quantifierLow;
  const high = quantifierHigh;
  if (failed() || high == 0) return;
  const flags = flagsOf(top) | preference | (piece == 0 ? 0 : flagsOf(piece));
  if (!isGroup && !isMessy(up(flags))) {
    append(nodeOf(top), repeated(node, low, high));
    store<u32>(top, flags, 4);
    return;
  }
  if (piece == 0) piece = makePiece(P_PLAIN, 0, node);
  cutBranch(stopper, inLook, top, quantified(piece, low, high, preference), combine(preference, flagsOf(piece)));
}

function repeated(node: usize, low: u32, high: u32): usize {
  return low == 1 && high == 1 ? refTo(node) : makeNode(N_REPEAT, node, low, high);
}

/** A piece with its quantifier: what has no captures inside is one piece whatever repeats. */
function quantified(atom: usize, low: u32, high: u32, preference: u32): usize {
  if (load<u32>(atom) == P_BACK) {
    store<u32>(atom, combine(preference, flagsOf(atom)), 4);
    store<u32>(atom, low, 40);
    store<u32>(atom, high, 16);
    store<u32>(atom, <u32>repeated(nodeOf(atom), low, high), 28);
    return atom;
  }
  const inner = flagsOf(atom) & (LONGER | SHORTER | MIXED);
  if (low == 1 && high == 1 && (preference == 0 || inner == 0 || preference == inner)) return atom;
  const flags = combine(preference, flagsOf(atom));
  const node = nodeOf(atom);
  const all = makeNode(N_REPEAT, node, low, high);
  if ((flagsOf(atom) & CAPTURES) == 0) return makePiece(P_PLAIN, flags, all);
  // What is repeated must be looked at each time where it has a back reference.
  if (low == 0 || (flagsOf(atom) & BACK) != 0) {
    const iteration = makePiece(P_ITERATE, flags, all);
    store<u32>(iteration, <u32>atom, 20);
    store<u32>(iteration, high, 16);
    store<u32>(iteration, low, 40);
    return iteration;
  }
  // Only the last repetition's captures count: those before it are one piece.
  const before = makePiece(P_PLAIN, flags & (LONGER | SHORTER), makeNode(N_REPEAT, node, low - 1, high == UNBOUNDED ? high : high - 1));
  return concatenation(before, atom, flags);
}

function concatenation(first: usize, second: usize, flags: u32): usize {
  const piece = makePiece(P_CAT, flags, inOrder(nodeOf(first), nodeOf(second)));
  store<u32>(piece, <u32>first, 20);
  store<u32>(first, <u32>second, 24);
  return piece;
}

/** Makes `top` what it was, then the atom, then the rest of the branch. */
function cutBranch(stopper: u32, inLook: bool, top: usize, atom: usize, preference: u32): void {
  if (failed()) return;
  const before = flagsOf(top);
  const prefix = makePiece(P_PLAIN, before, nodeOf(top));
  let tail = atom;
  let tailFlags = preference;
  if (!atBranchEnd(stopper)) {
    const rest = parseBranch(stopper, inLook);
    if (failed()) return;
    tailFlags |= combine(tailFlags, flagsOf(rest));
    if (!isEmptyList(nodeOf(rest)) || load<u32>(rest) != P_PLAIN) tail = concatenation(atom, rest, tailFlags);
  }
  const whole = isEmptyList(nodeOf(prefix)) ? tail : concatenation(prefix, tail, 0);
  // The branch's piece stays where it is: what it now means is copied into it.
  const flags = before | combine(before, isEmptyList(nodeOf(prefix)) ? tailFlags : tailFlags);
  if (whole == tail && load<u32>(tail, 8) != 0) {
    // A capture that is all of the branch keeps its place in a piece of its own.
    const only = makePiece(P_WRAP, flags, nodeOf(tail));
    store<u32>(only, <u32>tail, 20);
    memory.copy(top, only, PIECE_BYTES);
    return;
  }
  memory.copy(top, whole, PIECE_BYTES);
  store<u32>(top, 0, 24);
  store<u32>(top, flags | (flagsOf(whole) & (CAPTURES | BACK)), 4);
}

let quantifierLow: u32 = 1;
let quantifierHigh: u32 = 1;

/** A quantifier, if there is one: its preference. */
function readQuantifier(): u32 {
  quantifierLow = 1;
  quantifierHigh = 1;
  let preference: u32 = 0;
  if (token == STAR || token == PLUS || token == MAYBE) {
    preference = value != 0 ? LONGER : SHORTER;
    quantifierLow = token == PLUS ? 1 : 0;
    quantifierHigh = token == MAYBE ? 1 : UNBOUNDED;
    next();
  } else if (token == BOUND) {
    readBound();
    quantifierLow = least;
    quantifierHigh = most;
    if (isRange) preference = boundGreedy != 0 ? LONGER : SHORTER;
    next();
  }
  return preference;
}

/** The atom at the token: its node, and its piece where it has parts. */
function readAtom(inLook: bool): void {
  atomNode = 0;
  atomPiece = 0;
  const stops = (lexOptions() & NEWLINE_STOPS) != 0;
  switch (token) {
    case PLAIN:
      atomNode = makeNode(N_SET, setOfCode(value), 0, 0);
      return next();
    case CLASS:
      atomNode = makeNode(N_SET, setOfClass(value), 0, 0);
      return next();
    case DOT:
      atomNode = makeNode(N_SET, setOfAll(stops), 0, 0);
      return next();
    case BRACKET:
    case BRACKET_NOT:
      atomNode = makeNode(N_SET, readBracket(token == BRACKET_NOT, stops), 0, 0);
      return next();
    case OPEN:
    case OPEN_PLAIN:
      return readGroup(token == OPEN && !inLook, inLook);
    case CLOSE:
      return refuse(BAD_PAREN);
    case BACKREF:
      return readBackReference(inLook);
    default:
      refuse(BAD_REPEAT);
  }
}

function readBackReference(inLook: bool): void {
  if (inLook || !isClosed(value)) return refuse(BAD_BACKREF);
  visits = 0;
  atomNode = anywhere(groupNode(value));
  atomPiece = makePiece(P_BACK, CAPTURES | BACK, atomNode);
  if (atomPiece == 0) return;
  store<u32>(atomPiece, value, 8);
  next();
}

/** Nodes of groups that were read, each in a list: the group's number, the node, the one before. */
let groupNodes: usize = 0;

function rememberGroup(group: u32, node: usize): void {
  const at = takeZeroed(16);
  if (at == 0) return;
  store<u32>(at, group);
  store<u32>(at, <u32>node, 4);
  store<u32>(at, <u32>groupNodes, 8);
  groupNodes = at;
}

function groupNode(group: u32): usize {
  for (let at = groupNodes; at != 0; at = load<u32>(at, 8)) if (load<u32>(at) == group) return load<u32>(at, 4);
  refuse(BAD_BACKREF);
  return 0;
}

/** Nodes that were looked at for a back reference: groups with back references to groups double them. */
let visits: u32 = 0;

/** A copy of a node that matches the same characters at any place. */
function anywhere(node: usize): usize {
  if (node == 0 || failed()) return 0;
  if (++visits > 20000) refuse(TOO_BIG);
  const kind = load<u32>(node);
  if (kind == N_SET) return refTo(node);
  if (kind == N_REF) return anywhere(load<u32>(node, 4));
  if (kind == N_REPEAT) return makeNode(N_REPEAT, anywhere(load<u32>(node, 4)), load<u32>(node, 8), load<u32>(node, 12));
  if (kind != N_CAT && kind != N_ALT) return makeNode(N_EMPTY, 0, 0, 0);
  const list = makeNode(kind, 0, 0, 0);
  for (let child = <usize>load<u32>(node, 4); child != 0 && !failed(); child = load<u32>(child, 16)) append(list, anywhere(child));
  return list;
}

function isClosed(group: u32): bool {
  return group <= groupCount() && (group > 63 || ((closed >> <u64>group) & 1) != 0);
}

function readGroup(captures: bool, inLook: bool): void {
  const capture = captures ? openGroup() : 0;
  next();
  let piece = parseBranches(CLOSE, inLook);
  if (failed()) return;
  if (capture < 64) closed |= <u64>1 << <u64>capture;
  next();
  if (captures) {
    if (load<u32>(piece, 8) != 0 || load<u32>(piece, 24) != 0) {
      const wrapped = makePiece(P_WRAP, flagsOf(piece), nodeOf(piece));
      store<u32>(wrapped, <u32>piece, 20);
      piece = wrapped;
    }
    store<u32>(piece, flagsOf(piece) | CAPTURES, 4);
    store<u32>(piece, capture, 8);
    rememberGroup(capture, nodeOf(piece));
  }
  atomPiece = piece;
  atomNode = nodeOf(piece);
}

function parseLook(top: usize): void {
  hasLook = true;
  const kind = value;
  if (++lookDepth >= <i32>MOST_DEPTH) refuse(TOO_BIG);
  next();
  const inside = parseBranches(CLOSE, true);
  lookDepth--;
  if (failed()) return;
  append(nodeOf(top), makeNode(N_LOOK, kind, nodeOf(inside), 0));
  next();
}
