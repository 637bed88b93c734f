CREATE TABLE st (g text, i int, s smallint, b bigint, f float8, r real, n numeric, d numeric(10,2))
INSERT INTO st VALUES ('x', 1, 1, 10, 1.5, 1.5, 1.10, 1.1), ('x', -1, 2, 10, 2.5, 1.5, 1.1, -1.1), ('x', 1, 1, 10, 1.5, 2.5, 2.5, 1.1), ('y', 3, NULL, 9223372036854775807, -1, -1, 'NaN', 0), ('y', 3, -3, -9223372036854775807, -0.0, 0, 7, 0), ('y', -3, 3, 1, 0, -0.0, 7.0, 5), ('z', NULL, 5, NULL, NULL, NULL, -3.3, NULL), ('z', 2, 5, NULL, 'Infinity', 1, 3.3, 99999999.99), ('z', -2, 5, NULL, '-Infinity', 1, '-Infinity', -99999999.99), (NULL, 4, 4, 4, 4, 4, 123456789012345678901234567890.123456789, 4)
SELECT g, var_pop(DISTINCT i) AS a, var_samp(DISTINCT s) AS b, stddev(DISTINCT b) AS c, variance(DISTINCT n) AS d, stddev_pop(DISTINCT d) AS e FROM st GROUP BY g
SELECT g, var_pop(DISTINCT f) AS a, var_samp(DISTINCT r) AS b, stddev(DISTINCT f) AS c FROM st WHERE abs(f) < 10 GROUP BY g
SELECT g, var_pop(DISTINCT f) AS a, var_samp(DISTINCT r) AS b, stddev(DISTINCT f) AS c FROM st GROUP BY g
SELECT var_pop(DISTINCT i) AS a, var_samp(DISTINCT s) AS b, stddev(DISTINCT d) AS c, variance(DISTINCT d ORDER BY d DESC) AS d, var_pop(DISTINCT i) FILTER (WHERE g = 'x') AS e FROM st
SELECT var_pop(DISTINCT i) AS a, regr_count(DISTINCT i, s) AS b, corr(DISTINCT f, i) AS c, var_samp(DISTINCT f) AS d FROM st WHERE false
SELECT regr_avgy(DISTINCT i, s) AS a, regr_sxx(DISTINCT i, s) AS b, regr_syy(DISTINCT i, s) AS c, regr_sxy(DISTINCT s, i) AS d FROM st
SELECT g, regr_slope(DISTINCT f, i) AS a, regr_intercept(DISTINCT f, i) AS b, regr_r2(DISTINCT f, i) AS c, regr_sxy(DISTINCT i, f) AS d, regr_count(DISTINCT f, i) AS e FROM st GROUP BY ROLLUP (g)
SELECT corr(DISTINCT f, f) AS a, regr_sxx(DISTINCT f, 1e308) AS b FROM st WHERE abs(f) < 10
SELECT regr_sxx(DISTINCT 1, f) AS b FROM (VALUES (1e308::float8), (-1e308)) AS v(f)
SELECT regr_sxx(DISTINCT 1, f) AS b FROM (VALUES (1e308::float8), (1e308), (1e307)) AS v(f)
SELECT g, regr_count(DISTINCT i, s) AS a, round(corr(DISTINCT i, s)::numeric, 9) AS b, covar_pop(DISTINCT i, s) AS c, covar_samp(DISTINCT s, i) AS d, regr_avgx(DISTINCT i, s) AS e FROM st GROUP BY g
SELECT regr_slope(DISTINCT i, s) AS a, round(regr_intercept(DISTINCT i, s)::numeric, 9) AS b, round(regr_r2(DISTINCT i, s)::numeric, 9) AS c FROM st
SELECT regr_slope(f, i ORDER BY f) AS a, round(corr(f, i ORDER BY i, f)::numeric, 9) AS b, regr_count(f, i ORDER BY f DESC) AS c FROM st WHERE abs(f) < 10
SELECT g, i, var_pop(DISTINCT s) AS a, regr_sxy(DISTINCT s, i) AS b FROM st GROUP BY CUBE (g, i)
