import { describe } from 'vitest'
import { cases } from './testing/cases.ts'

const files = {
  '/d/fruit': 'apple 3\nbanana 12\ncherry 7\n',
  '/d/csv': 'name,age\nann,30\nbob,25\n',
  '/d/log': 'GET / 200\nGET /a 404\nPOST /b 200\nGET /c 500\n',
}

describe('grep', () => {
  cases('busybox', files, [
    ['grep an /d/fruit', 'banana 12\n'],
    ['grep -c GET /d/log', '3\n'],
    ['grep -v GET /d/log', 'POST /b 200\n'],
    ['grep -n 404 /d/log', '2:GET /a 404\n'],
    ['grep -E "404|500" /d/log', 'GET /a 404\nGET /c 500\n'],
    ['grep -o "[0-9][0-9]*" /d/fruit', '3\n12\n7\n'],
    ['grep nothing /d/fruit', '', 1],
    ['grep -q apple /d/fruit && echo found', 'found\n'],
    ['grep x /nope', 'grep: /nope: No such file or directory\n', 2],
    ['grep -l an /d/fruit /d/csv', '/d/fruit\n/d/csv\n'],
    ['grep -A1 apple /d/fruit', 'apple 3\nbanana 12\n'],
    ['grep -rh age /d', 'name,age\n'],
    ['grep -w ann /d/csv', 'ann,30\n'],
    ['echo aXb | grep -i x', 'aXb\n'],
  ])
})

describe('sed', () => {
  cases('busybox', files, [
    ["sed 's/a/A/' /d/fruit", 'Apple 3\nbAnana 12\ncherry 7\n'],
    ["sed 's/a/A/g;s/ /-/' /d/fruit", 'Apple-3\nbAnAnA-12\ncherry-7\n'],
    ["sed -n '2p' /d/fruit", 'banana 12\n'],
    ["sed '2d' /d/fruit", 'apple 3\ncherry 7\n'],
    ["sed '$d' /d/fruit", 'apple 3\nbanana 12\n'],
    ["sed -n '/an/,$p' /d/fruit", 'banana 12\ncherry 7\n'],
    ["sed -E 's/([a-z]+) ([0-9]+)/\\2 \\1/' /d/fruit", '3 apple\n12 banana\n7 cherry\n'],
    ["sed 's/\\(.*\\) \\(.*\\)/\\2/' /d/fruit", '3\n12\n7\n'],
    ["cp /d/fruit /tmp/f; sed -i 's/apple/pear/' /tmp/f; head -1 /tmp/f", 'pear 3\n'],
    ["sed '1i top' /d/csv | head -1", 'top\n'],
    ["sed '1a\\\nnext' /d/csv | sed -n 2p", 'next\n'],
    ["printf 'a\\nb\\n' | sed ':x;N;$!bx;s/\\n/,/g'", 'a,b\n'],
    ["echo 'path=/x' | sed 's|/x|/y|'", 'path=/y\n'],
    ['echo abc | sed y/abc/xyz/', 'xyz\n'],
    ['sed 1q /d/fruit', 'apple 3\n'],
    ['sed k /d/fruit', 'sed: unsupported command k\n', 1],
  ])
})

describe('awk', () => {
  cases('busybox', files, [
    ["awk '{print $2}' /d/fruit", '3\n12\n7\n'],
    ["awk '{s+=$2} END {print s, NR}' /d/fruit", '22 3\n'],
    ['awk -F, \'NR>1 {print $1":"$2}\' /d/csv', 'ann:30\nbob:25\n'],
    ["awk '$2 > 5' /d/fruit", 'banana 12\ncherry 7\n'],
    ["awk '/GET/ {n[$3]++} END {for (k in n) print k, n[k]}' /d/log | sort", '200 1\n404 1\n500 1\n'],
    ['awk \'BEGIN {printf "%05.2f|%-4s|%3d\\n", 3.14159, "ab", 7}\'', '03.14|ab  |  7\n'],
    ["awk 'BEGIN { for (i = 1; i <= 3; i++) { if (i == 2) continue; print i } }'", '1\n3\n'],
    ["echo 'a b c' | awk '{ $2 = \"X\"; print; print NF }'", 'a X c\n3\n'],
    ["awk 'function f(n) { return n < 2 ? 1 : n * f(n - 1) } BEGIN { print f(5) }'", '120\n'],
    ['awk \'BEGIN { s = "hello"; gsub(/l/, "L", s); print s, length(s), substr(s, 2, 3), index(s, "o") }\'', 'heLLo 5 eLL 5\n'],
    ['awk -v x=4 \'BEGIN { print x * 2, x "2", 7 % 4, 2 ^ 10 }\'', '8 42 3 1024\n'],
    ['awk \'BEGIN { while (("echo a; echo b" | getline line) > 0) print "got", line }\'', 'got a\ngot b\n'],
    [
      'awk \'{ print > "/tmp/out" } END { close("/tmp/out"); while ((getline l < "/tmp/out") > 0) n++; print n }\' /d/fruit',
      '3\n',
    ],
    ["awk 'NR==2 {print toupper($1); exit 3}' /d/fruit", 'BANANA\n', 3],
    ["awk 'END {print $1}' /d/fruit", 'cherry\n'],
    ['awk \'BEGIN { n = split("a:b:c", p, ":"); print n, p[3] }\'', '3 c\n'],
    ["echo 0.1 | awk '{ print $1 + 0.2, 1e6, 1/3 }'", '0.3 1000000 0.333333\n'],
    ["awk 'BEGIN { print length() ' ", 'awk: cmd. line:1: Unexpected token\n', 1],
  ])
})

describe('sort, uniq, cut, tr and the like', () => {
  cases('busybox', files, [
    ['sort -k2 -n /d/fruit', 'apple 3\ncherry 7\nbanana 12\n'],
    ['sort -rn -k2 /d/fruit | head -n1', 'banana 12\n'],
    ['printf "b\\na\\nb\\n" | sort | uniq -c', '      1 a\n      2 b\n'],
    ['printf "b\\na\\nb\\n" | sort -u', 'a\nb\n'],
    ['cut -d, -f2 /d/csv', 'age\n30\n25\n'],
    ['echo abcdef | cut -c2-4', 'bcd\n'],
    ['echo hello | tr a-z A-Z', 'HELLO\n'],
    ['echo "a  b" | tr -s " "', 'a b\n'],
    ['echo abc123 | tr -d "[:digit:]"', 'abc\n'],
    ['wc -l < /d/fruit', '3\n'],
    ['wc -l /d/fruit', '3 /d/fruit\n'],
    ['seq 2 2 6', '2\n4\n6\n'],
    ['seq 1 100 | tail -n 2', '99\n100\n'],
    ['seq 5 | head -n -3', '1\n2\n'],
    ['seq 5 | tail -n +4', '4\n5\n'],
    ['yes | head -n 2', 'y\ny\n'],
    ['echo one two | xargs -n1 echo -', '- one\n- two\n'],
    ['printf "a\\nb\\n" | xargs -I{} echo "<{}>"', '<a>\n<b>\n'],
    ['printf "1\\n2\\n" | paste -s -d+', '1+2\n'],
    ['printf "a\\nb\\n" | tac', 'b\na\n'],
    ['echo abc | rev', 'cba\n'],
    ['echo hi | tee /tmp/t; cat /tmp/t', 'hi\nhi\n'],
    ['expr 2 + 3 \\* 4; expr abc : "a\\(.*\\)"', '14\nbc\n'],
    ['printf "%s-%03d\\n" a 7 b 8', 'a-007\nb-008\n'],
    ['echo -n hello | base64; echo aGVsbG8= | base64 -d', 'aGVsbG8=\nhello'],
    ['printf abc | md5sum', '900150983cd24fb0d6963f7d28e17f72  -\n'],
    ['printf abc | sha1sum', 'a9993e364706816aba3e25717850c26c9cd0d89d  -\n'],
    ['printf abc | sha256sum', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n'],
    ['printf abc | sha512sum | cut -c1-32', 'ddaf35a193617abacc417349ae204131\n'],
    [
      'printf "a\\nb\\n" > /tmp/1; printf "a\\nc\\n" > /tmp/2; diff /tmp/1 /tmp/2',
      '--- /tmp/1\n+++ /tmp/2\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n',
      1,
    ],
    ['printf "AB" | od -An -tx1', ' 41 42\n'],
    ['printf "AB\\n" | hexdump -C', '00000000  41 42 0a                                          |AB.|\n00000003\n'],
    ['printf "AB" | xxd -p', '4142\n'],
  ])
})

describe('jq', () => {
  const pods = '{"items":[{"metadata":{"name":"b","labels":{"app":"x"}},"n":2},{"metadata":{"name":"a"},"n":10}]}'
  cases('nicolaka/netshoot', { '/d/pods': pods }, [
    ["jq -r '.items[].metadata.name' /d/pods", 'b\na\n'],
    ["jq '.items | length' /d/pods", '2\n'],
    ["jq -c '.items | map(.n) | sort' /d/pods", '[2,10]\n'],
    ["jq -r '.items[] | select(.n > 5) | .metadata.name' /d/pods", 'a\n'],
    [
      'jq -c \'[.items[] | {name: .metadata.name, app: (.metadata.labels.app // "none")}]\' /d/pods',
      '[{"name":"b","app":"x"},{"name":"a","app":"none"}]\n',
    ],
    ['jq -r \'.items | sort_by(.n) | .[-1].metadata | keys | join(",")\' /d/pods', 'name\n'],
    ['jq -r \'.items[] | "\\(.metadata.name)=\\(.n)"\' /d/pods', 'b=2\na=10\n'],
    ["jq '.items[0].n += 1 | .items[0].n' /d/pods", '3\n'],
    ['echo \'{"a":"aGk="}\' | jq -r \'.a | @base64d\'', 'hi\n'],
    ["jq -n --arg x 1 '{x: $x}'", '{\n  "x": "1"\n}\n'],
    ["echo '[1,[2]]' | jq -c 'flatten | add, (.[0] as $f | $f)'", '3\n1\n'],
    ['echo \'{"a":1,"b":2}\' | jq -c \'with_entries(.value += 1) | del(.a), to_entries[0].key\'', '{"b":3}\n"a"\n'],
    ["echo '1' | jq '.a'", 'jq: error (at <stdin>:1): Cannot index number with "a"\n', 5],
    ["echo '{}' | jq -e .x", 'null\n', 1],
    ["echo '[3,1]' | jq -c 'if length > 1 then sort else . end | first, (map(. * 2) | max)'", '1\n6\n'],
    ['jq -n \'"a" | test("(")\' 2>&1 | cut -c1-12', 'jq: Invalid \n'],
    ['openssl rand -hex 4 | wc -c', '9\n'],
    ['printf abc | openssl base64', 'YWJj\n'],
  ])
})
