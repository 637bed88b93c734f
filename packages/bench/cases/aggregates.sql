CREATE TABLE s (g text, i int, b bigint, f double precision, n numeric, d date, ok boolean);
INSERT INTO s VALUES ('x', 1, 10, 1.5, 1.10, '2024-01-31', true), ('x', 2, NULL, 2.5, 2.225, '2024-02-29', false), ('y', 3, 9223372036854775807, -1, NULL, NULL, NULL), ('y', 3, 1, 0.25, 7, '1999-12-31', true), (NULL, NULL, 5, NULL, -3.3, '2000-01-01', NULL);
SELECT count(*), count(i), count(DISTINCT i), sum(i), avg(i), min(i), max(i) FROM s;
SELECT g, count(*), sum(b), avg(b) FROM s GROUP BY g;
SELECT g, sum(f), avg(f), min(f), max(f) FROM s GROUP BY g ORDER BY g NULLS FIRST;
SELECT g, sum(n), avg(n), min(n), max(n) FROM s GROUP BY 1 ORDER BY 1;
SELECT min(g), max(g), min(d), max(d) FROM s;
SELECT bool_and(ok), bool_or(ok), every(ok) FROM s;
SELECT var_pop(i), var_samp(i), stddev(i), stddev_pop(f), variance(n) FROM s;
SELECT count(*) FILTER (WHERE i > 1), sum(i) FILTER (WHERE g = 'x') FROM s;
SELECT sum(DISTINCT i), avg(DISTINCT i), count(DISTINCT g) FROM s;
SELECT g, count(DISTINCT i) FROM s GROUP BY g HAVING count(*) > 1;
SELECT count(*), sum(i) FROM s WHERE false;
SELECT g, count(*) FROM s WHERE false GROUP BY g;
SELECT i % 2 AS odd, count(*) FROM s GROUP BY i % 2;
SELECT g, i, count(*) FROM s GROUP BY ROLLUP (g, i);
SELECT g, ok, count(*), GROUPING(g), GROUPING(g, ok) FROM s GROUP BY CUBE (g, ok);
SELECT g, i, sum(f) FROM s GROUP BY GROUPING SETS ((g), (i), ());
SELECT count(*) FROM s GROUP BY ();
SELECT sum(i) + 1, 'total' FROM s;
SELECT upper(g), sum(i) FROM s GROUP BY g;
SELECT upper(g), sum(i) FROM s GROUP BY upper(g) ORDER BY sum(i) DESC NULLS LAST;
SELECT DISTINCT g FROM s;
SELECT DISTINCT g, ok FROM s ORDER BY g, ok;
SELECT DISTINCT ON (g) g, i, f FROM s ORDER BY g, f DESC;
SELECT sum(b) FROM s;
SELECT sum(9223372036854775807::bigint) FROM s;
SELECT max(i) FROM s GROUP BY g ORDER BY min(f);
SELECT any_value(g) FROM s WHERE g = 'y';
SELECT corr(i, f), covar_pop(i, f), regr_slope(f, i) FROM s;
SELECT i FROM s GROUP BY g;
SELECT g FROM s WHERE count(*) > 1;
SELECT sum(count(*)) FROM s;
SELECT sum(g) FROM s;
SELECT g, i FROM s GROUP BY 3;
SELECT count(*) FROM s HAVING false;
SELECT sum(i) FROM s HAVING count(*) = 5;
CREATE TABLE gather (k int, b boolean, s smallint, i int, l bigint, r real, f double precision, n numeric(30,3), v numeric, t text, c char(5), d date, ts timestamptz, iv interval, u uuid, by bytea, a int[])
INSERT INTO gather SELECT i % 3, CASE WHEN i % 4 = 1 THEN NULL ELSE i % 2 = 0 END, CASE WHEN i % 5 <> 0 THEN i END, i, i * 10000000000, i / 2.0, CASE WHEN i % 3 = 0 THEN NULL ELSE i / 4.0 END, i / 8.0, CASE WHEN i % 7 = 0 THEN NULL ELSE i / 3.0 END, CASE WHEN i % 6 = 0 THEN NULL ELSE repeat('x', i) END, 'c' || i, date '2024-01-01' + i, timestamptz '2024-01-01 00:00+00' + i * interval '1 hour', i * interval '1 day', ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, decode(lpad(i::text, 4, '0'), 'hex'), ARRAY[i, NULL] FROM generate_series(1, 20) t(i)
INSERT INTO gather (k) VALUES (7), (7), (8)
SELECT array_agg(b), array_agg(s), array_agg(i), array_agg(l), array_agg(r), array_agg(f) FROM (SELECT * FROM gather ORDER BY k, i) g
SELECT k, array_length(array_agg(b), 1), array_length(array_agg(t), 1), array_agg(DISTINCT s), count(*) FROM gather GROUP BY k ORDER BY k
SELECT array_agg(i), array_agg(t), string_agg(t, ', '), string_agg(t, NULL), array_agg(iv) FROM gather WHERE k = 8
SELECT array_agg(i), array_agg(t), string_agg(t, ', ') FROM gather WHERE k = 99
SELECT k, array_agg(i) FILTER (WHERE i > 100), string_agg(t, '-') FILTER (WHERE i < 3), array_agg(t) FILTER (WHERE i = 6) FROM gather GROUP BY k ORDER BY k
SELECT array_agg(b), array_agg(s), array_agg(i), array_agg(l), array_agg(r), array_agg(f), array_agg(n), array_agg(v), array_agg(t), array_agg(c), array_agg(d) FROM gather WHERE k < 3 AND i < 9
SELECT array_agg(ts), array_agg(iv), array_agg(u), array_agg(by), array_agg(a), string_agg(t, ', '), string_agg(t, ''), string_agg(by, '\x00'::bytea), string_agg(t, NULL) FROM gather WHERE k < 3 AND i < 9
SELECT string_agg(i::text, t) FROM gather WHERE i IN (3, 4)
SELECT k, n, array_agg(x) OVER (ORDER BY n, x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), string_agg(x::text, ',') OVER (PARTITION BY k ORDER BY n, x) FROM (VALUES (1, 1, 10), (1, 2, NULL), (2, 3, 30), (2, 4, 40)) v(k, n, x) ORDER BY n
SELECT sum(cardinality(l)), sum(length(s)) FROM (SELECT array_agg(i) l, string_agg(i::text, ',') s FROM generate_series(1, 9000) t(i) GROUP BY i % 100) g
SELECT sum(x), count(*) FROM (SELECT unnest(l) x FROM (SELECT array_agg(CASE WHEN i % 10 <> 0 THEN i END) l FROM generate_series(1, 9000) t(i) GROUP BY i % 100) g) h
SELECT array_agg(DISTINCT b), array_agg(DISTINCT s ORDER BY s DESC), array_agg(DISTINCT i % 4), array_agg(DISTINCT l / 30000000000 ORDER BY l / 30000000000 NULLS FIRST), array_agg(DISTINCT (f / 4)::int::float8) FROM gather WHERE k < 3
SELECT k, array_agg(DISTINCT length(t) % 3 ORDER BY length(t) % 3 DESC), array_agg(DISTINCT (i % 2)::numeric(30,2)), array_agg(DISTINCT d - (i % 3)), array_agg(DISTINCT c), string_agg(DISTINCT left(t, 2), '+') FROM gather GROUP BY k ORDER BY k
SELECT array_agg(DISTINCT x), array_agg(DISTINCT x ORDER BY x DESC) FROM (VALUES (interval '1 day'), ('24 hours'), (NULL), ('2 hours')) v(x)
SELECT array_agg(DISTINCT x), string_agg(DISTINCT x::text, ',') FROM (VALUES (1.0::numeric), (1.0), (NULL), (0.50), (0.50)) v(x)
SELECT array_agg(DISTINCT x) FILTER (WHERE x > 0), array_agg(DISTINCT x) FILTER (WHERE x > 9) FROM (VALUES (3), (1), (NULL), (3)) v(x)
SELECT array_agg(DISTINCT x), count(DISTINCT x), sum(DISTINCT x) FROM (VALUES (NULL::int), (NULL)) v(x)
SELECT array_agg(DISTINCT i % 1000) = (SELECT array_agg(j) FROM (SELECT generate_series(0, 999) j) g) FROM generate_series(1, 9000) t(i)
WITH t(x, a, b, c, d, e, f) AS (VALUES (1e16::float8, 1, 1, 2, 2, 3, 3), (1, 2, 3, 1, 3, 1, 2), (-1e16, 3, 2, 3, 1, 2, 1)) SELECT sum(x ORDER BY a), sum(x ORDER BY b), sum(x ORDER BY c), sum(x ORDER BY d), sum(x ORDER BY e), sum(x ORDER BY f), sum(x ORDER BY x), sum(x ORDER BY x DESC) FROM t
WITH t(x, a, b, c, d, e, f) AS (VALUES (1e16::float8, 1, 1, 2, 2, 3, 3), (1, 2, 3, 1, 3, 1, 2), (-1e16, 3, 2, 3, 1, 2, 1)) SELECT avg(x ORDER BY a), avg(x ORDER BY b), avg(x ORDER BY c), avg(x ORDER BY d), avg(x ORDER BY e), avg(x ORDER BY f), avg(x ORDER BY x), avg(x ORDER BY x DESC) FROM t
WITH t(x, a, b, c, d, e, f) AS (VALUES (1e8::real, 1, 1, 2, 2, 3, 3), (1, 2, 3, 1, 3, 1, 2), (-1e8, 3, 2, 3, 1, 2, 1)) SELECT sum(x ORDER BY a), sum(x ORDER BY b), sum(x ORDER BY c), sum(x ORDER BY d), sum(x ORDER BY e), sum(x ORDER BY f), avg(x ORDER BY a), avg(x ORDER BY b) FROM t
WITH t(g, x, y) AS (SELECT i % 3, (CASE WHEN i % 11 = 0 THEN NULL WHEN i % 2 = 0 THEN 1e16 ELSE -1e16 END + i * 0.3)::float8, (i * 7919) % 1009 FROM generate_series(1, 80) AS s(i)) SELECT g, sum(x ORDER BY y), sum(x ORDER BY y DESC), avg(x ORDER BY y), sum(x ORDER BY y) FILTER (WHERE y % 3 = 0), sum(DISTINCT x ORDER BY x DESC), count(x ORDER BY y) FROM t GROUP BY g ORDER BY g
WITH t(g, x, y) AS (SELECT i % 3, ((i * 37) % 101)::float8 / 7, (i * 7919) % 1009 FROM generate_series(1, 80) AS s(i)) SELECT g, var_pop(x ORDER BY y), var_samp(x ORDER BY y DESC), stddev_pop(x ORDER BY y), stddev(x::real ORDER BY y), variance(DISTINCT x ORDER BY x) FROM t GROUP BY g ORDER BY g
SELECT sum(x ORDER BY x), avg(x ORDER BY x), var_pop(x ORDER BY x), var_samp(x ORDER BY x), stddev(x ORDER BY x) FROM (VALUES (NULL::float8)) AS t(x)
SELECT sum(x ORDER BY x), avg(x ORDER BY x), var_pop(x ORDER BY x), var_samp(x ORDER BY x), stddev(x ORDER BY x) FROM (VALUES (3::float8)) AS t(x)
SELECT sum(x ORDER BY x), avg(x ORDER BY x), var_pop(x ORDER BY x), stddev_samp(x ORDER BY x) FROM (VALUES (3::float8), ('Infinity'), (NULL)) AS t(x)
SELECT sum(x ORDER BY x), avg(x ORDER BY x DESC), var_pop(x ORDER BY x) FROM (VALUES (3::float8), ('NaN'), (NULL)) AS t(x)
SELECT sum(x ORDER BY y) FROM (VALUES (1e308::float8, 1), (-1e308, 3), (1e308, 2)) AS t(x, y)
SELECT sum(x ORDER BY y) FROM (VALUES (1e308::float8, 1), (-1e308, 2), (1e308, 3)) AS t(x, y)
SELECT sum(x ORDER BY y) FROM (VALUES (3e38::real, 1), (3e38, 2)) AS t(x, y)
SELECT var_pop(x ORDER BY y) FROM (VALUES (1e200::float8, 1), (-1e200, 2)) AS t(x, y)
SELECT var_pop(x), var_samp(x), stddev_pop(x), stddev(x) FROM (VALUES (9223372036854775807::bigint), ((-9223372036854775807)::bigint - 1), (2147483648), (-2147483649), (4294967295), (6442450943), (-1), (0), (NULL)) v(x)
SELECT k, var_pop(x), stddev(x), var_pop(DISTINCT x), variance(x) FILTER (WHERE x > 0) FROM (SELECT i % 3 AS k, i * i * i * 1000000007 - 100000000000 * i AS x FROM generate_series(1::bigint, 30) g(i)) s GROUP BY k ORDER BY k
SELECT variance(x) OVER (ORDER BY x ROWS 2 PRECEDING) FROM (VALUES (9223372036854775807::bigint), ((-9223372036854775807)::bigint - 1), (2147483648), (-2147483649), (NULL)) v(x)
SELECT corr(y, y), corr(y, -y), regr_r2(y, y) FROM (VALUES (0.1::float8), (0.7), (0.3)) AS v(y)
SELECT corr(y, x), corr(x, x), corr(y, y * 3) FROM (VALUES (0::float8, 16777216::float8), (0, -0.25), (0, 0), (16777216, 16777216), (16777216, 0), (16777216, -0.25)) AS v(y, x)
SELECT string_agg(coalesce(n, 0)::text, ',' ORDER BY i) FROM (VALUES (NULL::numeric(10,2), 3), (1.5, NULL)) AS v(n, i)
SELECT string_agg(coalesce(n, 0) || 'x', ',' ORDER BY i) FROM (VALUES (NULL::numeric(10,2), 3), (1.5, NULL)) AS v(n, i)
SELECT max(coalesce(n, i)), min(coalesce(n, i)), sum(coalesce(n, i)), any_value(coalesce(n, 0)), array_agg(coalesce(n, i) ORDER BY i) FROM (VALUES (NULL::numeric(10,2), 3), (1.5, NULL)) AS v(n, i)
SELECT array_agg(scale(CASE WHEN i = 3 THEN i ELSE n END) ORDER BY i), max(length(coalesce(n, i)::text)) FROM (VALUES (NULL::numeric(10,2), 3), (1.5, NULL)) AS v(n, i)
SELECT mode() WITHIN GROUP (ORDER BY coalesce(n, i)), percentile_disc(0.9) WITHIN GROUP (ORDER BY CASE WHEN i = 3 THEN i ELSE n END) FROM (VALUES (NULL::numeric(10,2), 3), (1.5, NULL)) AS v(n, i)
SELECT sum(length((CASE WHEN i = 3 THEN i ELSE n END)::text)), sum(scale(coalesce(n, i)) + 1), count(DISTINCT coalesce(n, i)::text) FROM (VALUES (NULL::numeric(10,2), 3), (1.5, NULL), (3, 3)) AS v(n, i)
SELECT sum(CASE WHEN scale(coalesce(n, i)) = 0 THEN n ELSE 1 - coalesce(n, i) * 2 END), avg(coalesce(n, i) + 1) FROM (VALUES (NULL::numeric(10,2), 3), (1.5, NULL), (3, 3)) AS v(n, i)
