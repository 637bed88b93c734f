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
SELECT lgamma(1e-309::float8)
SELECT lgamma(-1e-309::float8)
SELECT lgamma(5e-324::float8)
SELECT lgamma(1e-20::float8)
SELECT lgamma(1e-21::float8)
SELECT lgamma(1e-19::float8)
SELECT lgamma(-1e-30::float8)
SELECT lgamma(1e308)
SELECT lgamma(2.5e305)
SELECT lgamma(2.55e305)
SELECT lgamma(2.56e305)
SELECT lgamma(1e300)
SELECT lgamma(1e19)
SELECT lgamma(2e18)
SELECT lgamma(9e17)
SELECT lgamma(1e17)
SELECT lgamma(0), lgamma(1)
SELECT lgamma('Infinity')
SELECT lgamma('-Infinity')
SELECT lgamma(-1e308)
SELECT gamma(1e-309)
SELECT gamma(-1e-309::float8)
SELECT gamma(5e-309)
SELECT gamma(5.6e-309)
SELECT gamma(1e-308)
SELECT gamma(1e-20)
SELECT gamma(-1e-20)
SELECT gamma(-1e-308::float8)
SELECT gamma(171.7)
SELECT gamma(-177.5)
SELECT gamma(-183.5)
SELECT gamma(-190.5)
SELECT gamma(-0.0::float8)
SELECT gamma('-Infinity')
SELECT gamma(-200.5)
SELECT gamma(-1e15-0.5)
SELECT gamma(-178.9)
SELECT gamma(-178.5)
SELECT gamma(-184.0000000001::float8)
SELECT gamma(-183.99999999::float8)
SELECT round((gamma(171.6) / 1e308)::numeric, 8), round((gamma(-150.1) * 1e262)::numeric, 8), round((gamma(-170.5) * 1e308)::numeric, 8)
SELECT x, round((gamma(x) * 1e300 * 1e10)::numeric, 5) FROM (VALUES (-169.5::float8), (-170.2), (-171.2), (-171.5), (-172.2)) v(x)
SELECT gamma(-176.9), gamma(-177.9)
