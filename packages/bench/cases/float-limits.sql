SELECT 3.4028235e38::real, (-3.4028235e38)::real, '3.4028235e38'::real || 'x', ARRAY['3.4028235e38'::real], ROW('-3.4028235e38'::real)
SELECT x::real, x::real::text FROM (VALUES ('3.4028235e38'), ('3.4028234e38'), ('1.17549435e-38'), ('1e-45'), ('1.4e-45'), ('-1.4e-45'), ('2e-45'), ('1.1754942e-38'), ('3.40282356e38')) v(x)
SELECT x::float8, x::float8::text FROM (VALUES ('1.7976931348623157e308'), ('-1.7976931348623157e308'), ('4.9e-324'), ('2.2250738585072014e-308'), ('2.2250738585072011e-308'), ('1e-323'), ('1.7976931348623155e308')) v(x)
SELECT '0b11'::float8
SELECT '0o7'::real
SELECT x::float8 FROM (VALUES ('0b10')) v(x)
SELECT '0x1.8'::float8, '0x10'::float8, '0XAp-1'::float8, '0x.8'::float8, '0x8.'::float8, '0x1p-1074'::float8, '0x1.fffffffffffffp1023'::float8, '-0x1p4'::float8, '+0x1p4'::float8, ' 0x1p4 '::float8, '-0x0'::float8
SELECT x::real, x::float8 FROM (VALUES ('0x1.000001p0'), ('0x1.0000010000000000000001p0'), ('0x1.00000000000008p0'), ('0x1.000000000000081p0'), ('0x1.00000000000018p0'), ('0x1p-149'), ('0x1.fffffep127'), ('0x1.8p-149'), ('0x123456789abcdef012345p0'), ('nan(1)'), ('-nan'), ('0x0p99999999999')) v(x)
SELECT '0x1p-1075'::float8
SELECT '0x1p1024'::float8
SELECT '0x1.fffffffffffff8p1023'::float8
SELECT '0x1.ffffffp127'::real
SELECT '0x1p-150'::real
SELECT '0x'::float8
SELECT '0x.p1'::float8
SELECT '0x1p'::float8
SELECT '0x1p+'::float8
SELECT '0x1g'::float8
SELECT '0x1_0'::float8
SELECT 'nan(1'::float8
SELECT 'nan( )'::float8
SELECT '0e-400'::float8, '0e400'::float8, '0.0e-999999'::float8, '-0.0e-999999'::float8
SELECT '{0x10,0x1p2}'::float8[], '0x10'::numeric, '0b11'::numeric
SELECT stddev(x) FROM (VALUES (1e200::float8), ('nan'), (1)) v(x)
SELECT stddev(x), var_pop(x) FROM (VALUES ('inf'::float8), (1e200), (1)) v(x)
SELECT stddev(x) FROM (VALUES (1e200::float8), (1)) v(x)
SELECT var_pop(x), stddev_samp(x) FROM (VALUES (1e200::float8)) v(x)
SELECT regr_syy(x, y), covar_samp(x, y) FROM (VALUES (1e150::float8, 1e100::float8), (1e150, 3e100)) v(x, y)
SELECT stddev(x) OVER (ORDER BY i ROWS UNBOUNDED PRECEDING) FROM (VALUES (1, 1::float8), (2, 'nan'), (3, 1e200)) v(i, x)
SELECT var_pop(x) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES (1, 1e200::float8), (2, 'inf'), (3, 1), (4, 2)) v(i, x)
SELECT var_pop(x) OVER (ORDER BY i ROWS UNBOUNDED PRECEDING) FROM (VALUES (1, 1::float8), (2, 1e200)) v(i, x)
