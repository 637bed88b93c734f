CREATE TABLE t (a double precision[], b bigint, c numeric[], d text[], r int)
INSERT INTO t VALUES ('{1,2}', 1, '{1.0}', '{a}', 1), ('{1,2}', 1, '{1.00}', '{a}', 2), ('{-0}', 2, '{2}', NULL, 3), ('{0}', 2, '{2.0}', NULL, 4), ('{NaN}', 3, NULL, '{}', 5), ('{NaN}', 3, NULL, '{}', 6)
INSERT INTO t VALUES ('{1,2}', 9000000000, '{1}', '{b}', 7), ('{1,2}', NULL, '{1}', '{b}', 8), (NULL, 9000000000, '{3}', '{a}', 9), ('{1,2}', 9000000000, '{1}', '{b}', 10), ('{0}', 2, '{2.000}', NULL, 11)
SELECT b, count(*), min(r) FROM t GROUP BY a, b ORDER BY min(r)
SELECT b, count(*), min(r) FROM t GROUP BY a, b, c ORDER BY min(r)
SELECT d, b, count(*), min(r) FROM t GROUP BY d, b ORDER BY min(r)
SELECT b, count(*) FROM (SELECT DISTINCT a, b FROM t) s GROUP BY b ORDER BY b
SELECT x.r, y.r FROM t x JOIN t y ON x.a = y.a AND x.b = y.b ORDER BY x.r, y.r
SELECT a, b FROM t INTERSECT SELECT a, b FROM t WHERE r > 6 AND r < 11 ORDER BY 1, 2
SELECT count(DISTINCT a), count(DISTINCT c) FROM t
SELECT b, count(DISTINCT a) FROM t GROUP BY b ORDER BY b
SELECT r, row_number() OVER (PARTITION BY a, b ORDER BY r) FROM t ORDER BY r
