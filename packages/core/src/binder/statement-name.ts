// What a statement is called in SQL, for refusing it by name.
import type { Node } from "@pgsql/types";
import { tagOf } from "./parse-node.ts";

const words: Readonly<Record<string, string>> = {
  IndexStmt: "CREATE INDEX",
  AlterTableStmt: "ALTER TABLE",
  RenameStmt: "ALTER ... RENAME",
  CopyStmt: "COPY",
  MergeStmt: "MERGE",
  DeclareCursorStmt: "DECLARE CURSOR",
  FetchStmt: "FETCH",
  ClosePortalStmt: "CLOSE",
  CreateSchemaStmt: "CREATE SCHEMA",
  CreateSeqStmt: "CREATE SEQUENCE",
  AlterSeqStmt: "ALTER SEQUENCE",
  CreateFunctionStmt: "CREATE FUNCTION",
  CreateEnumStmt: "CREATE TYPE",
  CompositeTypeStmt: "CREATE TYPE",
  DefineStmt: "CREATE AGGREGATE, OPERATOR or TYPE",
  CreateDomainStmt: "CREATE DOMAIN",
  CreateTrigStmt: "CREATE TRIGGER",
  CreateExtensionStmt: "CREATE EXTENSION",
  CreateRoleStmt: "CREATE ROLE",
  CreatedbStmt: "CREATE DATABASE",
  DropdbStmt: "DROP DATABASE",
  GrantStmt: "GRANT or REVOKE",
  VacuumStmt: "VACUUM or ANALYZE",
  ReindexStmt: "REINDEX",
  ClusterStmt: "CLUSTER",
  CheckPointStmt: "CHECKPOINT",
  CommentStmt: "COMMENT",
  LockStmt: "LOCK",
  DiscardStmt: "DISCARD",
  DoStmt: "DO",
  CallStmt: "CALL",
  RefreshMatViewStmt: "REFRESH MATERIALIZED VIEW",
  ListenStmt: "LISTEN",
  NotifyStmt: "NOTIFY",
  CreateStatsStmt: "CREATE STATISTICS",
  RuleStmt: "CREATE RULE",
};

const transactions: Readonly<Record<string, string>> = {
  TRANS_STMT_BEGIN: "BEGIN",
  TRANS_STMT_START: "START TRANSACTION",
  TRANS_STMT_COMMIT: "COMMIT",
  TRANS_STMT_ROLLBACK: "ROLLBACK",
  TRANS_STMT_SAVEPOINT: "SAVEPOINT",
  TRANS_STMT_RELEASE: "RELEASE SAVEPOINT",
  TRANS_STMT_ROLLBACK_TO: "ROLLBACK TO SAVEPOINT",
};

/** `CREATE INDEX`, `BEGIN` ... */
export function statementName(node: Node): string {
  if ("TransactionStmt" in node) return transactions[node.TransactionStmt.kind ?? ""] ?? "this transaction statement";
  const tag = tagOf(node);
  const word = words[tag];
  if (word !== undefined) return word;
  // AlterFooBarStmt: as near to SQL as its parts are.
  return tag
    .replace(/Stmt$/, "")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toUpperCase();
}
