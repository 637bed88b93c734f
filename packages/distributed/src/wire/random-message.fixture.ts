// Random messages of the cluster: every member, present and absent, small and large.
import {
  ClusterQueryId,
  type ErrorCode,
  type ErrorData,
  StageId,
  type TaskAttempt,
  WorkerId,
} from "@ffq/core/physical";
import type {
  FetchQueryResultsResponse,
  GetTaskResponse,
  HeartbeatRequest,
  HeldOutput,
  MapOutput,
  QuerySettings,
  QueryStatus,
  SubmittedStage,
  TaskOutcome,
  TaskReport,
} from "./messages.ts";
import { Random } from "./random.fixture.ts";
import type { EncodedStage } from "./stage.ts";

const codes: readonly ErrorCode[] = [
  "DATA",
  "IO",
  "INTERNAL",
  "MEMORY_LIMIT",
  "FILE_NOT_FOUND",
  "SHUFFLE_FETCH_FAILED",
];

export class RandomMessages {
  readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  count(): number {
    return this.random.of([0, 1, 255, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER]);
  }

  small(): number {
    return this.random.of([0, 1, 255, 2 ** 31, 2 ** 32 - 1]);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.random.list(40, () => this.random.below(256)));
  }

  hash(): string {
    return Array.from({ length: 64 }, () => this.random.below(16).toString(16)).join("");
  }

  query(): ClusterQueryId {
    return ClusterQueryId(this.random.of(["q", "3f2c.9-A_b", "x".repeat(200)]));
  }

  worker(): WorkerId {
    return WorkerId(this.random.of(["w1", "host-7_2"]));
  }

  task(): TaskAttempt {
    return {
      query: this.query(),
      stage: StageId(this.random.below(9)),
      partition: this.small(),
      attempt: this.random.below(4),
    };
  }

  tasks(): readonly TaskAttempt[] {
    return this.random.list(3, () => this.task());
  }

  error(depth: number): ErrorData {
    const { random } = this;
    const cause: ErrorData | string = random.chance(0.5) ? "Error: no such file" : this.error(Math.max(0, depth - 1));
    return {
      code: random.of(codes),
      message: random.of(["", "division by zero", 'column "ä" does not exist']),
      ...(random.chance(0.5) ? { sqlstate: "22012" } : {}),
      ...(random.chance(0.5) ? { span: { start: random.below(5), end: random.below(50) } } : {}),
      ...(random.chance(0.5) ? { hint: "Raise the limit." } : {}),
      ...(random.chance(0.5) ? { context: { file: "a.parquet", rowGroup: 3, ratio: 0.5, ["__proto__"]: "x" } } : {}),
      ...(depth > 0 ? { cause } : {}),
    };
  }

  outcome(): TaskOutcome {
    const { random } = this;
    const fetch = { producer: this.task(), worker: this.worker() };
    return random.of<() => TaskOutcome>([
      () => ({ kind: random.of(["running", "canceled"] as const) }),
      () => ({
        kind: "succeeded",
        metrics: {
          rowsOut: this.count(),
          bytesOut: this.count(),
          bytesIn: this.count(),
          elapsedMs: 12.5,
          peakMemory: this.count(),
        },
        ...(random.chance(0.5) ? { partitionBytes: [this.count(), ...random.list(3, () => this.count())] } : {}),
      }),
      () => ({ kind: "failed", error: this.error(3), ...(random.chance(0.5) ? { fetch } : {}) }),
    ])();
  }

  report(): TaskReport {
    return { task: this.task(), outcome: this.outcome() };
  }

  held(): HeldOutput {
    return { task: this.task(), partitionBytes: this.random.list(5, () => this.count()) };
  }

  outputs(): readonly MapOutput[] {
    return this.random.list(3, () => ({
      task: this.task(),
      worker: this.worker(),
      endpoint: "http://w:1",
      bytes: this.count(),
    }));
  }

  settings(): QuerySettings {
    return {
      memoryLimit: this.count(),
      batchRows: this.small(),
      timeoutMs: this.count(),
      capabilityTimeoutMs: this.count(),
      spillLimit: this.count(),
      spillThreshold: this.count(),
    };
  }

  /** A graph that the coordinator takes. */
  stages(): readonly SubmittedStage[] {
    const stages = 1 + this.random.below(5);
    return Array.from({ length: stages }, (_, index) => {
      const isLast = index === stages - 1;
      return {
        id: StageId(index * 3),
        partitions: isLast ? 1 : 1 + this.random.below(9),
        inputs: Array.from({ length: index }, (_, input) => StageId(input * 3)).filter(() => this.random.chance(0.5)),
        outputPartitions: isLast ? 1 : 1 + this.random.below(9),
        requiredCapabilities: this.random.list(2, () => this.random.of(["operator:knn", "function:f(int4)"])),
        repeatable: this.random.chance(0.5),
        plan: this.bytes() as EncodedStage,
      };
    });
  }

  status(): QueryStatus {
    const { random } = this;
    return {
      query: this.query(),
      revision: this.count(),
      state: random.of(["queued", "running", "succeeded", "failed", "canceled"]),
      ...(random.chance(0.5) ? { error: this.error(2) } : {}),
      stages: random.list(3, () => ({
        stage: StageId(random.below(9)),
        tasks: this.small(),
        queued: this.small(),
        running: this.small(),
        succeeded: this.small(),
        failedAttempts: this.small(),
      })),
      missingCapabilities: random.list(2, () => ({ name: "operator:knn", waitingTasks: this.small() })),
      notice: random.of(["", "no worker has operator:knn"]),
      ...(random.chance(0.5) ? { queuePosition: random.below(9) } : {}),
    };
  }

  heartbeat(): HeartbeatRequest {
    const { random } = this;
    return {
      worker: this.worker(),
      atMs: this.count(),
      runningTasks: this.tasks(),
      slots: this.small(),
      endpoint: "http://10.0.0.1:8000",
      capabilities: random.list(2, () => "operator:knn"),
      draining: random.chance(0.5),
      leaving: random.chance(0.5),
      ...(random.chance(0.5)
        ? { registration: { outputs: random.list(3, () => this.held()), results: this.tasks() } }
        : {}),
    };
  }

  assignments(): GetTaskResponse {
    const { random } = this;
    return {
      known: random.chance(0.5),
      tasks: random.list(3, () => ({
        task: this.task(),
        settings: this.settings(),
        isResult: random.chance(0.5),
        inputs: random.list(2, () => ({ stage: this.task().stage, outputs: this.outputs() })),
      })),
      stages: random.list(2, () => ({
        query: this.query(),
        stage: StageId(random.below(9)),
        planVersion: this.small(),
        plan: this.bytes() as EncodedStage,
      })),
      cancel: this.tasks(),
      releasedQueries: random.list(2, () => this.query()),
    };
  }

  fetched(): FetchQueryResultsResponse {
    return this.random.of<FetchQueryResultsResponse>([
      { kind: "location", task: this.task(), worker: this.worker(), endpoint: "http://[::1]:9" },
      { kind: "end" },
      { kind: "still-there" },
      { kind: "withdrawn" },
    ]);
  }
}
