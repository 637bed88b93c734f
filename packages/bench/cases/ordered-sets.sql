CREATE TABLE d (g text, i int, f double precision, n numeric(8,2), t text, iv interval, p double precision, ok boolean)
INSERT INTO d VALUES ('a', 1, 1.5, 2.25, 'x', '1 day', 0.5, true), ('a', 2, 2.5, 3.75, 'y', '2 days', 0.5, true), ('a', 2, NULL, 1, 'x', '3 days 04:00', 0.5, false), ('a', 5, 7, NULL, NULL, NULL, 0.5, true), ('b', NULL, NULL, NULL, 'q', '1 mon', 0.9, true), ('b', 3, 3, 3, 'r', '10 days', 0.9, false), (NULL, 9, 0.1, 5, 'z', NULL, NULL, NULL), ('c', NULL, NULL, NULL, NULL, NULL, 0, true)
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY i), percentile_cont(0.5) WITHIN GROUP (ORDER BY i), mode() WITHIN GROUP (ORDER BY i) FROM d
SELECT g, percentile_disc(0) WITHIN GROUP (ORDER BY i), percentile_disc(1) WITHIN GROUP (ORDER BY i DESC), percentile_cont(0.25) WITHIN GROUP (ORDER BY f), percentile_cont(0.9) WITHIN GROUP (ORDER BY n DESC) FROM d GROUP BY g
SELECT g, mode() WITHIN GROUP (ORDER BY t), mode() WITHIN GROUP (ORDER BY t DESC), mode() WITHIN GROUP (ORDER BY ok) FROM d GROUP BY g
SELECT g, p, percentile_disc(p) WITHIN GROUP (ORDER BY i), percentile_cont(p) WITHIN GROUP (ORDER BY i) FROM d GROUP BY g, p
SELECT g, percentile_cont(i) WITHIN GROUP (ORDER BY f) FROM d GROUP BY g
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY iv), percentile_cont(0.3) WITHIN GROUP (ORDER BY iv DESC), percentile_disc(0.3) WITHIN GROUP (ORDER BY iv) FROM d
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i) FILTER (WHERE i > 1), percentile_disc(0.5) WITHIN GROUP (ORDER BY i) FILTER (WHERE ok), mode() WITHIN GROUP (ORDER BY i) FILTER (WHERE i > 100), count(*) FROM d
SELECT percentile_cont(1.5) WITHIN GROUP (ORDER BY i) FROM d
SELECT percentile_cont(-0.1) WITHIN GROUP (ORDER BY i) FROM d WHERE false
SELECT percentile_disc(NULL) WITHIN GROUP (ORDER BY i) FROM d
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t) FROM d
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i, f) FROM d
SELECT percentile_cont(0.5, 0.6) WITHIN GROUP (ORDER BY i) FROM d
SELECT percentile_cont(0.5) FROM d
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i) OVER () FROM d
SELECT sum(0.5) WITHIN GROUP (ORDER BY i) FROM d
SELECT mode(1) WITHIN GROUP (ORDER BY i) FROM d
SELECT rank(3) WITHIN GROUP (ORDER BY i), dense_rank(3) WITHIN GROUP (ORDER BY i), percent_rank(3) WITHIN GROUP (ORDER BY i), cume_dist(3) WITHIN GROUP (ORDER BY i) FROM d
SELECT g, rank(2) WITHIN GROUP (ORDER BY i DESC), dense_rank(2) WITHIN GROUP (ORDER BY i DESC), percent_rank(2) WITHIN GROUP (ORDER BY i DESC), cume_dist(2) WITHIN GROUP (ORDER BY i DESC NULLS LAST) FROM d GROUP BY g
SELECT rank(NULL) WITHIN GROUP (ORDER BY i), rank(NULL) WITHIN GROUP (ORDER BY i NULLS FIRST), cume_dist(NULL) WITHIN GROUP (ORDER BY i), dense_rank(NULL) WITHIN GROUP (ORDER BY i) FROM d
SELECT rank(2, 'x') WITHIN GROUP (ORDER BY i, t), dense_rank(2, 'x') WITHIN GROUP (ORDER BY i DESC, t DESC NULLS LAST), percent_rank('z', 3.5) WITHIN GROUP (ORDER BY t, n) FROM d
SELECT rank(3) WITHIN GROUP (ORDER BY i) FILTER (WHERE ok), dense_rank(4) WITHIN GROUP (ORDER BY i) FILTER (WHERE ok), cume_dist(4) WITHIN GROUP (ORDER BY i) FILTER (WHERE NOT ok) FROM d
SELECT percent_rank(1) WITHIN GROUP (ORDER BY i), cume_dist(1) WITHIN GROUP (ORDER BY i), rank(1) WITHIN GROUP (ORDER BY i) FROM d WHERE false
SELECT rank(3, 4) WITHIN GROUP (ORDER BY i) FROM d
SELECT rank(3) WITHIN GROUP (ORDER BY t) FROM d
SELECT rank('a') WITHIN GROUP (ORDER BY i) FROM d
SELECT rank(2.5) WITHIN GROUP (ORDER BY i), rank(2) WITHIN GROUP (ORDER BY n) FROM d
SELECT g FROM d GROUP BY g HAVING percentile_disc(0.5) WITHIN GROUP (ORDER BY i) > 1
SELECT g, sum(i), percentile_disc(0.5) WITHIN GROUP (ORDER BY i) m, max(f), count(DISTINCT t) FROM d GROUP BY g ORDER BY m DESC NULLS LAST, g
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY (SELECT max(x) FROM (VALUES (d.i)) v(x))) FROM d
SELECT (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY d.i + v.x) FROM (VALUES (1), (2), (3)) v(x)) FROM d
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY i) + 1, percentile_disc(0.5) WITHIN GROUP (ORDER BY i) FROM d
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY sum(i)) FROM d
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY i) FROM d WHERE percentile_disc(0.5) WITHIN GROUP (ORDER BY i) > 1
SELECT rank() OVER (ORDER BY i NULLS FIRST, g, f) FROM d
SELECT rank() FROM d
SELECT DISTINCT percentile_disc(0.25) WITHIN GROUP (ORDER BY f) OVER (PARTITION BY g) FROM d
SELECT percentile_disc(0.4) WITHIN GROUP (ORDER BY i::text COLLATE "C") FROM d
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM (VALUES ('Infinity'::float8), (1), ('-Infinity')) v(x)
SELECT percentile_cont(0.75) WITHIN GROUP (ORDER BY x) FROM (VALUES ('Infinity'::float8), (1), ('NaN')) v(x)
SELECT g, ok, percentile_disc(0.5) WITHIN GROUP (ORDER BY i), percentile_cont(0.5) WITHIN GROUP (ORDER BY f), mode() WITHIN GROUP (ORDER BY t), dense_rank(2) WITHIN GROUP (ORDER BY i, t), rank(2) WITHIN GROUP (ORDER BY i) FROM d GROUP BY GROUPING SETS ((g), (ok), ())
SELECT g, percentile_cont(0.5) WITHIN GROUP (ORDER BY iv), percentile_disc(0.5) WITHIN GROUP (ORDER BY t DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY n) FROM d GROUP BY ROLLUP (g)
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ok), percentile_disc(0.5) WITHIN GROUP (ORDER BY f::real), percentile_disc(0.7) WITHIN GROUP (ORDER BY date '2020-01-01' + i), percentile_disc(0.3) WITHIN GROUP (ORDER BY timestamp '2020-01-01' + iv DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY i::bigint) FROM d
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ARRAY[i, 1]), mode() WITHIN GROUP (ORDER BY ARRAY[g, t]), percentile_disc(0.9) WITHIN GROUP (ORDER BY n::numeric) FROM d
SELECT percentile_cont(0.37) WITHIN GROUP (ORDER BY x), percentile_cont(0.37) WITHIN GROUP (ORDER BY x DESC), percentile_disc(0.37) WITHIN GROUP (ORDER BY x), percentile_disc(0.99) WITHIN GROUP (ORDER BY -x) FROM (SELECT i * 7919 % 1009 AS x FROM generate_series(1, 1000) t(i)) v
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x), percentile_disc(0.5) WITHIN GROUP (ORDER BY x), mode() WITHIN GROUP (ORDER BY x) FROM (SELECT i % 3 AS x FROM generate_series(1, 1000) t(i)) v
SELECT g, percentile_cont(0.5) WITHIN GROUP (ORDER BY x), percentile_disc(0.2) WITHIN GROUP (ORDER BY x), mode() WITHIN GROUP (ORDER BY x % 10) FROM (SELECT i % 7 AS g, (i * 7919 % 10007)::float8 / 3 - 1000 AS x FROM generate_series(1, 10000) t(i)) v GROUP BY g
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY x) FROM (VALUES ('NaN'::float8), (1), (2), ('NaN')) v(x)
SELECT mode() WITHIN GROUP (ORDER BY x) FROM (VALUES (1.0::numeric), (1.00), (2), (2), (1)) v(x)
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY x) FROM (VALUES ('a'::char(4)), ('b'), ('c')) v(x)
SELECT mode() WITHIN GROUP (ORDER BY x), mode() WITHIN GROUP (ORDER BY x DESC), mode() WITHIN GROUP (ORDER BY x::bigint * 10000000000), mode() WITHIN GROUP (ORDER BY x % 2 = 0), mode() WITHIN GROUP (ORDER BY date '2024-01-01' - x), mode() WITHIN GROUP (ORDER BY x::float8), mode() WITHIN GROUP (ORDER BY x::text) FROM (SELECT (i * 7919) % 13 - 6 AS x FROM generate_series(1, 500) t(i)) v
SELECT any_value('5')
SELECT any_value(NULL) OVER ()
SELECT mode() WITHIN GROUP (ORDER BY 'x')
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY 'x')
SELECT percentile_disc(ARRAY[0.5]) WITHIN GROUP (ORDER BY NULL)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t), percentile_cont(ARRAY[0.5, 0.25]) WITHIN GROUP (ORDER BY t DESC), percentile_disc(0.5) WITHIN GROUP (ORDER BY t) FROM (VALUES (time '10:00'), ('13:30'), (NULL)) v(t)
SELECT max('x'), min(NULL), string_agg('x', ','), count('x'), count(NULL)
