// Window operators: steps and frames.
import { create } from "@bufbuild/protobuf";
import { StateId, unreachable } from "@ffq/core/physical";
import {
  FrameEdge as Edge,
  FrameExclusion as Exclusion,
  FrameBoundSchema,
  FrameOffsetSchema,
  FrameSchema,
  FrameMode as Mode,
  RangeOffsetSchema,
  WindowRank as Rank,
  ShiftKind as Shift,
  WindowAccumulateSchema,
  WindowNthValueSchema,
  WindowSchema,
  WindowShiftSchema,
  WindowStepSchema,
  type FrameBound as WireBound,
  type Frame as WireFrame,
  type FrameOffset as WireOffset,
  type WindowRankLimit as WireRankLimit,
  type WindowShift as WireShift,
  type WindowStep as WireStep,
  type Window as WireWindow,
} from "../gen/ffq/plan/v1/plan_pb.ts";
import { enumCodec, present, readCount, unreadable, writeCount } from "./codec.ts";
import type { ExprReader, ExprWriter } from "./expr.ts";
import { readAccumulator, writeAccumulator } from "./plan-aggregate.ts";
import { type Own, type PlanOf, type ReadContext, readSortKey, type WriteContext, writeSortKey } from "./plan-parts.ts";
import { typeCodec } from "./type.ts";

type Step = PlanOf<"window">["steps"][number];
type StepOf<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;
type Frame = StepOf<"accumulate">["frame"];
type Bound = Frame["start"];
type Offset = Extract<Bound, { readonly offset: unknown }>["offset"];
type EdgeKind = Exclude<Bound["kind"], "preceding" | "following">;
type RankKind = "row-number" | "rank" | "dense-rank" | "percent-rank" | "cume-dist";
type OutsideKind = "outside-lag" | "outside-lead";

const ranks = enumCodec<RankKind, Rank>("rank", {
  "row-number": Rank.ROW_NUMBER,
  rank: Rank.RANK,
  "dense-rank": Rank.DENSE_RANK,
  "percent-rank": Rank.PERCENT_RANK,
  "cume-dist": Rank.CUME_DIST,
});

const shifts = enumCodec<"lag" | "lead" | OutsideKind, Shift>("shift", {
  lag: Shift.LAG,
  lead: Shift.LEAD,
  "outside-lag": Shift.OUTSIDE_LAG,
  "outside-lead": Shift.OUTSIDE_LEAD,
});

const modes = enumCodec<Frame["mode"], Mode>("frame", { rows: Mode.ROWS, range: Mode.RANGE, groups: Mode.GROUPS });

const exclusions = enumCodec<Frame["exclude"], Exclusion>("frame exclusion", {
  "no-others": Exclusion.NO_OTHERS,
  "current-row": Exclusion.CURRENT_ROW,
  group: Exclusion.GROUP,
  ties: Exclusion.TIES,
});

const edges = enumCodec<EdgeKind, Edge>("frame bound", {
  "unbounded-preceding": Edge.UNBOUNDED_PRECEDING,
  "current-row": Edge.CURRENT_ROW,
  "unbounded-following": Edge.UNBOUNDED_FOLLOWING,
});

export function writeWindow(plan: PlanOf<"window">, { exprs, at }: WriteContext): WireWindow {
  const { state, input, partitionBy, orderBy, steps, rankLimit } = plan;
  const limit =
    rankLimit === undefined
      ? {}
      : { rankLimit: { ranking: ranks.toWire(rankLimit.ranking), most: writeCount(rankLimit.most, "a rank") } };
  return create(WindowSchema, {
    state,
    input: at(input),
    partitionBy: exprs.addAll(partitionBy),
    orderBy: orderBy.map((key) => writeSortKey(key, exprs)),
    steps: steps.map((step) => {
      return create(WindowStepSchema, { type: typeCodec.toMessage(step.type), kind: writeStep(step, exprs) });
    }),
    ...limit,
  });
}

export function readWindow(message: WireWindow, { exprs, at }: ReadContext): Own<PlanOf<"window">> {
  const { state, input, partitionBy, orderBy, steps, rankLimit } = message;
  return {
    kind: "window",
    state: StateId(state),
    input: at(input),
    partitionBy: exprs.all(partitionBy),
    orderBy: orderBy.map((key) => readSortKey(key, exprs)),
    steps: steps.map((step) => readStep(step, exprs)),
    ...(rankLimit === undefined ? {} : { rankLimit: readRankLimit(rankLimit) }),
  };
}

function readRankLimit({ ranking, most }: WireRankLimit): NonNullable<PlanOf<"window">["rankLimit"]> {
  const kind = ranks.fromWire(ranking);
  if (kind === "percent-rank" || kind === "cume-dist") throw unreadable(`a limit of ${kind}`);
  return { ranking: kind, most: readCount(most, "a rank") };
}

function writeStep(step: Step, exprs: ExprWriter): WireStep["kind"] {
  switch (step.kind) {
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
      return { case: "rank", value: ranks.toWire(step.kind) };
    case "ntile":
      return { case: "ntile", value: exprs.add(step.buckets) };
    case "lag":
    case "lead":
    case "outside-lag":
    case "outside-lead": {
      const value = "value" in step ? { value: exprs.add(step.value) } : {};
      const offset = step.offset === undefined ? {} : { offset: exprs.add(step.offset) };
      return {
        case: "shift",
        value: create(WindowShiftSchema, { shift: shifts.toWire(step.kind), ...value, ...offset }),
      };
    }
    case "nth-value": {
      const { value, position, fromEnd, frame } = step;
      const place = position === undefined ? {} : { position: exprs.add(position) };
      const parts = { value: exprs.add(value), ...place, fromEnd, frame: writeFrame(frame, exprs) };
      return { case: "nthValue", value: create(WindowNthValueSchema, parts) };
    }
    case "accumulate": {
      const accumulator = writeAccumulator(step.accumulator, exprs);
      const frame = writeFrame(step.frame, exprs);
      return { case: "accumulate", value: create(WindowAccumulateSchema, { accumulator, frame }) };
    }
    default:
      return unreachable(step);
  }
}

function readStep(message: WireStep, exprs: ExprReader): Step {
  const type = typeCodec.fromMessage(present(message.type, "a window step's type"));
  const { kind } = message;
  switch (kind.case) {
    case "rank":
      return { kind: ranks.fromWire(kind.value), type };
    case "ntile":
      return { kind: "ntile", buckets: exprs.at(kind.value), type };
    case "shift":
      return readShift(kind.value, type, exprs);
    case "nthValue": {
      const { value, position, fromEnd, frame } = kind.value;
      const place = position === undefined ? {} : { position: exprs.at(position) };
      return { kind: "nth-value", value: exprs.at(value), ...place, fromEnd, type, frame: readFrame(frame, exprs) };
    }
    case "accumulate": {
      const accumulator = readAccumulator(present(kind.value.accumulator, "an accumulator"), exprs);
      return { kind: "accumulate", accumulator, frame: readFrame(kind.value.frame, exprs), type };
    }
    default:
      throw unreadable("a window step is of no known kind");
  }
}

function readShift({ shift, value, offset }: WireShift, type: Step["type"], exprs: ExprReader): Step {
  const kind = shifts.fromWire(shift);
  const distance = offset === undefined ? {} : { offset: exprs.at(offset) };
  switch (kind) {
    case "lag":
    case "lead":
      return { kind, value: exprs.at(present(value, `the value of ${kind}`)), ...distance, type };
    case "outside-lag":
    case "outside-lead":
      if (value !== undefined) throw unreadable(`${kind} with a value`);
      return { kind, ...distance, type };
    default:
      return unreachable(kind);
  }
}

function writeFrame({ mode, start, end, exclude }: Frame, exprs: ExprWriter): WireFrame {
  return create(FrameSchema, {
    mode: modes.toWire(mode),
    start: writeBound(start, exprs),
    end: writeBound(end, exprs),
    exclude: exclusions.toWire(exclude),
  });
}

function readFrame(message: WireFrame | undefined, exprs: ExprReader): Frame {
  const { mode, start, end, exclude } = present(message, "a frame");
  return {
    mode: modes.fromWire(mode),
    start: readBound(start, exprs),
    end: readBound(end, exprs),
    exclude: exclusions.fromWire(exclude),
  };
}

function writeBound(bound: Bound, exprs: ExprWriter): WireBound {
  switch (bound.kind) {
    case "preceding":
    case "following":
      return create(FrameBoundSchema, { kind: { case: bound.kind, value: writeOffset(bound.offset, exprs) } });
    default:
      return create(FrameBoundSchema, { kind: { case: "edge", value: edges.toWire(bound.kind) } });
  }
}

function readBound(message: WireBound | undefined, exprs: ExprReader): Bound {
  const { kind } = present(message, "a frame's bound");
  switch (kind.case) {
    case "edge":
      return { kind: edges.fromWire(kind.value) };
    case "preceding":
    case "following":
      return { kind: kind.case, offset: readOffset(kind.value, exprs) };
    default:
      throw unreadable("a frame's bound is of no known kind");
  }
}

function writeOffset(offset: Offset, exprs: ExprWriter): WireOffset {
  if (typeof offset === "number") {
    return create(FrameOffsetSchema, { kind: { case: "count", value: writeCount(offset, "a frame's offset") } });
  }
  const range = create(RangeOffsetSchema, { key: exprs.add(offset.key), value: exprs.add(offset.value) });
  return create(FrameOffsetSchema, { kind: { case: "range", value: range } });
}

function readOffset({ kind }: WireOffset, exprs: ExprReader): Offset {
  switch (kind.case) {
    case "count":
      return readCount(kind.value, "a frame's offset");
    case "range":
      return { key: exprs.at(kind.value.key), value: exprs.at(kind.value.value) };
    default:
      throw unreadable("a frame's offset is of no known kind");
  }
}
