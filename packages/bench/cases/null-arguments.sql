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
CREATE TABLE unread (a text, b bytea);
INSERT INTO unread VALUES (NULL, '\x00');
SELECT a ~ convert_from(b, 'UTF8') FROM unread;
SELECT a !~* convert_from(b, 'UTF8') FROM unread;
SELECT regexp_replace(a, convert_from(b, 'UTF8'), 'x') FROM unread;
SELECT a SIMILAR TO convert_from(b, 'UTF8') FROM unread;
SELECT split_part(a, convert_from(b, 'UTF8'), 1) FROM unread;
SELECT overlay(array_dims('{}'::date[]), '//:'::text, 5 % 0)
SELECT overlay(x, '//:'::text, 5 % 0) FROM (VALUES (NULL::text)) AS a(x)
SELECT regexp_replace(array_dims('{}'::date[]), 'a', 'b', 5 % 0)
