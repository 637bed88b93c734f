CREATE TABLE gs (k int, a int, b int)
INSERT INTO gs VALUES (1, 1, 1), (1, 1, 2), (1, 2, 2), (2, 5, NULL), (2, NULL, 7), (NULL, 3, 3)
SELECT o.k AS ok, l.* FROM (VALUES (1), (2), (3), (NULL)) AS o(k), LATERAL (SELECT a, count(*) AS c, sum(b) AS s, GROUPING(a) AS g FROM gs WHERE gs.k = o.k GROUP BY ROLLUP (a)) AS l
SELECT o.k AS ok, l.* FROM (VALUES (1), (2), (3), (NULL)) AS o(k), LATERAL (SELECT a, b, count(b) AS c, min(b) AS s, GROUPING(a, b) AS g FROM gs WHERE gs.k = o.k GROUP BY CUBE (a, b)) AS l
SELECT o.k AS ok, l.* FROM (VALUES (1), (2), (3), (NULL)) AS o(k), LATERAL (SELECT a, count(*) AS c, array_agg(b ORDER BY b) AS s FROM gs WHERE gs.k = o.k GROUP BY GROUPING SETS ((a), (), ())) AS l
SELECT o.k AS ok, (SELECT count(*) FROM (SELECT a, count(*) AS c FROM gs WHERE gs.k = o.k GROUP BY GROUPING SETS ((), ())) AS x) AS n FROM (VALUES (1), (3)) AS o(k)
SELECT o.k AS ok FROM (VALUES (1), (2), (3), (NULL)) AS o(k) WHERE 6 IN (SELECT sum(a + coalesce(o.k, 0)) FROM gs WHERE gs.k = o.k GROUP BY ROLLUP (b))
SELECT o.k AS ok FROM (VALUES (1), (2), (3), (NULL)) AS o(k) WHERE EXISTS (SELECT a FROM gs WHERE gs.k = o.k GROUP BY ROLLUP (a) HAVING count(*) = 0)
SELECT o.k AS ok, (SELECT string_agg(coalesce(a::text, '-') || c, ',' ORDER BY a, c) FROM (SELECT a, count(*) AS c FROM gs WHERE gs.k > o.k GROUP BY ROLLUP (a)) AS x) AS n FROM (VALUES (1), (3), (NULL)) AS o(k)
SELECT o.k AS ok, l.* FROM (VALUES (1), (3)) AS o(k) LEFT JOIN LATERAL (SELECT a + o.k AS x, sum(b) AS s, GROUPING(a + o.k) AS g FROM gs WHERE gs.k = o.k GROUP BY GROUPING SETS ((a + o.k), ()) HAVING count(*) < 3) AS l ON true
SELECT o.k AS ok, l.* FROM (VALUES (1), (3)) AS o(k) CROSS JOIN LATERAL (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY a) AS p, var_pop(DISTINCT a) AS v, count(DISTINCT b) AS c FROM gs WHERE gs.k = o.k GROUP BY ROLLUP (b)) AS l
