select 'abab' ~ '^(ab)\1$', 'abac' ~ '^(ab)\1$', 'aa' ~ '(a)\1', 'ab' ~ '(.)\1', 'xabbay' ~ '(.)(.)\2\1'
select regexp_replace('foobarrbazz', '(.)\1', 'X\&Y', 'g'), regexp_replace('foobarrbazz', '(.)\1', 'X\\Y', 'g'), regexp_replace('aaa bbb', '(\w)\1+', '<\1>', 'g')
select regexp_matches('mississippi', '(.)\1', 'g')
select regexp_match('abcabcabc', '(abc)\1{2}'), regexp_match('abcabc', '(abc)\1*'), regexp_match('abc', '(abc)\1*'), regexp_match('abcabcabcx', '(a(b)c)\1\2?'), regexp_match('abcabc','(abc)\1{2}')
select regexp_match('aXbbXa', '(a)(X)(b)\3\2\1'), regexp_match('abba', '(a|b)(a|b)\2\1'), regexp_match('ab', '(a)|b\1'), 'b' ~ '(a)?b\1', 'b' ~ '(a*)b\1', 'aba' ~ '(a*)b\1', regexp_match('aabaab', '(a*)b\1b')
select regexp_match('aaaa', '^(a+)\1$'), regexp_match('aaaaa', '^(a+)\1$'), regexp_match('aaaaaa', '^(a+?)\1+$'), regexp_match('aaaaaa', '^(aa|a)\1+$'), regexp_match('xyxyxy', '(x|xy)(yx|y)\1')
select regexp_match('aabbcc', '^((.)\2)+$'), regexp_match('aabbcd', '^((.)\2)+'), regexp_match('aabbcc','((.)\2){2}'), regexp_match('aabbcc','((.)\2){2,}'), regexp_match('aabbcc','((.)\2)+?'), regexp_match('ab','((.)\2)*')
select regexp_match('abcab', '(?:(a)|b|c)*\1'), regexp_match('bb','(?:(a)|b)*\1'), regexp_match('aba', '(?:(a)|b)*\1')
select regexp_count('aabbccd', '(.)\1'), regexp_instr('xxabcc','([^x])\1'), regexp_substr('hello wood','(o)\1'), regexp_like('noon','^(.)(.)\2\1$'), regexp_split_to_array('aXXbYYc','(X|Y)\1'), regexp_replace('1112223333', '(\d)\1\1', '#', 1, 2)
select 'a' ~ '\1'
select 'a' ~ '(a\1)'
select 'a' ~ '(a)\2'
select 'a' ~ '(a)[\1]'
select 'aa' ~ '(a)(?=\1)'
select 'aa' ~ '(?=(a))\1'
select regexp_match('aaa','(a)\1{0}a'), regexp_match('aaa','(a)\1{0,1}a'), regexp_match('aaaa','(a)\1??a'), regexp_match('a','(a)\1?')
select regexp_match('a1b1', '([a-z](\d))([a-z]\2)'), regexp_match('"x" ''y''', '(["''])(.*?)\1'), regexp_match('<b>hi</b>', '<(\w+)>(.*?)</\1>'), regexp_matches('<a>1</a><b>2</b>', '<(\w+)>(.*?)</\1>', 'g')
select x, x ~ '^(.*)\1$' from (values ('abab'),('aba'),(''),('xx'),(null)) t(x)
select p, 'abab' ~ p from (values ('(ab)\1'),('(a)\1'),('(b)a\1'),('^(..)\1$')) t(p)
select regexp_replace('hello hello world', '(\w+) \1', '\1'), regexp_replace('aabb','(.)\1','\1','g'), regexp_replace('xaax','(a)(\1)','[\2\1]')
select 'ab' similar to '(a)b', substring('foofoo' from '(foo)\1'), substring('foofoobar' from 'f(o)\1')
select count(*) from generate_series(1,2000) i where (i::text) ~ '(.)\1'
select sum((i::text ~ '^(.)(.)\2\1$')::int) from generate_series(1000,2999) i
select regexp_match(repeat('ab',500), '^(ab)\1+$'), length((regexp_match(repeat('a',200), '^(a*)\1$'))[1])
select repeat('a',31) ~ '^(aa+)\1+$', repeat('a',33) ~ '^(aa+)\1+$'
select regexp_match('aXa', '(?i)(A)x\1'), regexp_match(E'a\na', '(a)\n\1'), regexp_match(E'a\na', '(a).\1','n'), regexp_match('a a', '(a) \1', 'x'), regexp_match('a a', '(a)\s\1 # c', 'x')
