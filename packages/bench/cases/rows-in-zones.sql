SET TimeZone = 'Asia/Kolkata'
SELECT ROW(1, timestamptz '2000-01-01 00:00+00', 'a b')::text AS a, ROW(1, ARRAY[timestamptz '2000-01-01 00:00+00', NULL])::text AS b, ROW(ROW(t), t)::varchar(20) AS c FROM (VALUES (timestamptz '2000-01-01 00:00+00'), ('infinity'), (NULL)) AS v(t)
SELECT v::text AS a, (v IS NULL) AS b FROM (VALUES (timestamptz '2000-01-01 00:00+00', 1), (NULL, 2)) AS v(t, i)
WITH RECURSIVE g(a, b) AS (VALUES ('2000-01-01 00:00:00+00'::timestamptz, 'infinity'::timestamptz), ('infinity', NULL)), w(n, d) AS (SELECT a, 0 FROM g UNION SELECT g.b, w.d + 1 FROM w JOIN g ON g.a = w.n WHERE w.d < 2) SEARCH DEPTH FIRST BY n SET place CYCLE n, d SET again USING path SELECT n, d, place::text, again, path::text FROM w
SELECT NULL::timestamptz::text AS a, ROW(NULL::timestamptz)::text AS b
SELECT concat(ROW(t, 1), '-', t) AS a, concat_ws('|', ARRAY[ROW(t)], ROW(t, 'x y')) AS b, format('%s %L', ROW(t), t) AS c, ROW(t) || 'x' AS d, quote_literal(t) AS e FROM (VALUES (timestamptz '2000-01-01 00:00+00'), ('infinity'), (NULL)) AS v(t)
RESET TimeZone
