// Notices as fields of a log line: how grave, what, and the ids that it concerns under names of their own, so that
// everything about one query, task or worker can be picked out. Ids and reasons only: no rows, no settings, no tokens.
import { FfqError, type TaskAttempt } from "@ffq/core/physical";
import type { CoordinatorNotice } from "./coordinator.ts";

type Level = "info" | "warn" | "error";

export interface NoticeFields {
  readonly level: Level;
  readonly event: CoordinatorNotice["kind"];
  readonly [detail: string]: unknown;
}

const levels: Readonly<Record<CoordinatorNotice["kind"], Level>> = {
  "worker-registered": "info",
  "worker-lost": "warn",
  "worker-blacklisted": "warn",
  "worker-let-back": "info",
  "attempt-failed": "warn",
  "attempt-lost": "warn",
  "output-lost": "warn",
  "query-ended": "info",
  "journal-read": "info",
  "journal-left-over": "warn",
};

export function noticeFields({ kind, ...detail }: CoordinatorNotice): NoticeFields {
  const { task, error, ...rest } = detail as { readonly task?: TaskAttempt; readonly error?: unknown };
  return { level: levels[kind], event: kind, ...idsOf(task), ...errorOf(error), ...rest };
}

function idsOf(task: TaskAttempt | undefined): object {
  if (task === undefined) return {};
  const { query, stage, partition, attempt } = task;
  return { query, stage, task: partition, attempt };
}

function errorOf(error: unknown): object {
  if (error === undefined) return {};
  const { code, message, sqlstate } = error instanceof FfqError ? error.toData() : (error as Partial<FfqError>);
  return { code, message, ...(sqlstate === undefined ? {} : { sqlstate }) };
}
