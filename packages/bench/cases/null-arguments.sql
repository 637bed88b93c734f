CREATE TABLE t (a int, b int)
INSERT INTO t VALUES (1, 0), (2, NULL)
SELECT a / b * NULL FROM t
SELECT a FROM t WHERE a / b * (7 * - CAST(NULL AS int)) IS NOT NULL
SELECT 1 / 0 + NULL
SELECT CAST(a / b AS text) || NULL FROM t
SELECT a FROM t WHERE (a / b = NULL) IS NULL
SELECT coalesce(a / NULLIF(b, 0), 5) FROM t
SELECT count(*) FROM t GROUP BY a / b * NULL
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY NULL)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY '5')
SELECT length(NULL), (1/0)::text || NULL, substring('abc' FROM NULL FOR 1/0)
SELECT sum(a / b * NULL) FROM t
SELECT a FROM t ORDER BY a / b * NULL, a
