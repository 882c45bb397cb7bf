// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are shell scripts
import { describe, expect, it } from 'vitest'
import { TestMachine, testPrograms } from '../machine/testing/test-machine.ts'
import { bash, dashAsSh, sh } from './sh.ts'

const programs = [...testPrograms, sh, bash, { ...dashAsSh, name: 'dash' }]

/** Runs a script with `<shell> -c` and says all it did. */
function run(script: string, shell = 'sh', untilMs = 60_000) {
  const test = new TestMachine(programs)
  const running = test.container().run([shell, '-c', script])
  test.sim.runUntil(untilMs)
  return {
    out: running.stdout,
    err: running.stderr,
    code: running.exit?.code,
    signal: running.exit?.signal,
    at: running.exitedAt,
  }
}

const table: Readonly<Record<string, readonly (readonly [script: string, out: string, code?: number, err?: string])[]>> = {
  'words and quoting': [
    ['echo hello  world', 'hello world\n'],
    [`echo 'a  b' "c  d" e\\ f`, 'a  b c  d e f\n'],
    ['x=1; echo "$x" \'$x\' \\$x ${x}y', '1 $x $x 1y\n'],
    ['x="a  b"; args $x "$x"', '3:<a><b><a  b>\n'],
    ['x=""; args $x "$x" "" ', '2:<><>\n'],
    ['IFS=:; x=a:b::c; args $x', '4:<a><b><><c>\n'],
    ['IFS=", "; x="a, b,c"; args $x', '3:<a><b><c>\n'],
    ["args ''a'b' \"\"", '2:<ab><>\n'],
    ['echo a#b # comment', 'a#b\n'],
    ['echo "a\\"b\\\\c\\d"', 'a"b\\c\\d\n'],
    ['echo ~ ~/x "~"', '/root /root/x ~\n'],
  ],
  parameters: [
    ['echo ${x:-def} ${x-def2} "${x}"', 'def def2 \n'],
    ['x=; echo "${x:-e}" "${x-e}" "${x+set}" "${x:+set}"', 'e  set \n'],
    ['echo ${y:=new} $y', 'new new\n'],
    ['x=a.b.c; echo ${x#*.} ${x##*.} ${x%.*} ${x%%.*} ${#x}', 'b.c c a.b a 5\n'],
    ['x=/usr/local/bin/foo; echo ${x##*/} ${x%/*}', 'foo /usr/local/bin\n'],
    ['x=hello; echo ${x:1:3} ${x: -3} ${x/l/L} ${x//l/L}', 'ell llo heLlo heLLo\n'],
    ['set -- a "b c" d; args "$@"; args $*; args "$*"; echo $#', '3:<a><b c><d>\n4:<a><b><c><d>\n1:<a b c d>\n3\n'],
    ['set --; args "$@"; args x"$@"y', '0:\n1:<xy>\n'],
    ['echo ${unset:?gone}; echo no', '', 2, 'sh: unset: gone\n'],
    ['set -u; echo $nothing; echo no', '', 2, 'sh: nothing: parameter not set\n'],
    ['x="a b"; args ${x:-"q r"} ${y:-"q r"} ${y:-q r}', '5:<a><b><q r><q><r>\n'],
    ['x=1; echo "${x:+"yes $x"}"', 'yes 1\n'],
    ['f() { echo "$1-$#-$0"; shift; echo $1; }; f a b', 'a-2-sh\nb\n'],
    ['echo $$; (echo $$)', '1\n1\n'],
    ['readonly r=1; r=2; echo no', '', 2, 'sh: r: is read only\n'],
  ],
  substitution: [
    ['echo $(echo a; echo b) "$(echo c; echo d)"', 'a b c\nd\n'],
    ['echo `echo \\`echo deep\\``', 'deep\n'],
    ['x=$(false); echo $?; x=$(exit 3); echo $?', '1\n3\n'],
    ['echo "[$(printf "a\\n\\n")]"', '[a]\n'],
    ['echo $(( 1 + 2 * 3 )) $((7/2)) $((7%3)) $((2<3)) $((1?5:6))', '7 3 1 1 5\n'],
    ['i=5; echo $((i++)) $i $((++i)) $((i+=2)) $i $(( $i * 2 )) $((0x10)) $((010))', '5 6 7 9 9 18 16 8\n'],
    ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done', '1\n2\n3\n'],
    ['echo $((1/0)); echo no', '', 2, 'sh: divide by zero\n'],
    ['op=+; echo $((1 $op 2))', '3\n'],
  ],
  globbing: [
    ['cd /tmp; echo >b.txt; echo >a.txt; echo *.txt *.none "*.txt"', 'a.txt b.txt *.none *.txt\n'],
    ['cd /tmp; echo >.hid; echo >x; echo *; echo .h*', 'x\n.hid\n'],
    ['cd /tmp; echo >a1; echo >a2; echo >b1; echo [ab]1 a? [!a]*', 'a1 b1 a1 a2 b1\n'],
    ['set -f; cd /tmp; echo >a; echo *', '*\n'],
    ['echo /etc/pass*', '/etc/passwd\n'],
    ['cd /tmp; echo >"a*b"; echo >aXb; echo a\\*b "a*"b; p="a*"; echo $p', 'a*b a*b\na*b aXb\n'],
  ],
  control: [
    ['if true; then echo y; else echo n; fi; if false; then echo y; elif true; then echo e; fi', 'y\ne\n'],
    ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
    ['for i in a b c; do echo $i; [ $i = b ] && break; done; echo $?', 'a\nb\n0\n'],
    ['for i in 1 2; do for j in a b; do echo $i$j; continue 2; done; done', '1a\n2a\n'],
    ['i=0; until [ $i -ge 2 ]; do echo $i; i=$((i+1)); done', '0\n1\n'],
    ['case abc in x) echo x;; a*) echo a;; *) echo other;; esac', 'a\n'],
    ['case "a*" in "a*") echo literal;; esac; case $(echo q) in [a-p]) echo no;; q|r) echo yes;; esac', 'literal\nyes\n'],
    ['true && echo a || echo b; false && echo c || echo d; ! true; echo $?', 'a\nd\n1\n'],
    ['(x=1; echo $x; exit 4); echo $? "$x"', '1\n4 \n'],
    ['{ echo a; echo b; } | cat', 'a\nb\n'],
    ['f() { return 3; echo no; }; f; echo $?', '3\n'],
    ['f() { local x=in; echo $x; }; x=out; f; echo $x', 'in\nout\n'],
    ['set -e; echo a; false; echo b', 'a\n', 1],
    ['set -e; if false; then :; fi; false || true; ! true; echo ok; (exit 7); echo no', 'ok\n', 7],
    ['set -e; f() { false; echo in; }; f && echo yes; f; echo no', 'in\nyes\n', 1],
    ['set -o pipefail; false | true; echo $?', '1\n'],
    ['exit 300', '', 44],
    ['eval "x=1; echo \\$x"', '1\n'],
    ['x=5; while :; do x=$((x-1)); test $x -gt 0 || break; done; echo $x', '0\n'],
  ],
  redirections: [
    ['echo hi >/tmp/f; cat </tmp/f; echo more >>/tmp/f; cat /tmp/f', 'hi\nhi\nmore\n'],
    ['cat <<EOF\na $((1+1)) $(echo b)\nEOF', 'a 2 b\n'],
    ["cat <<'EOF'\na $x `b`\nEOF", 'a $x `b`\n'],
    ['cat <<-EOF\n\ttabbed\n\tEOF', 'tabbed\n'],
    ['cat <<< "here string"', 'here string\n'],
    ['echo err >&2', '', 0, 'err\n'],
    ['{ echo out; echo err >&2; } 2>&1 | cat', 'out\nerr\n'],
    ['{ echo out; echo err >&2; } 2>/dev/null', 'out\n'],
    ['exec 3>/tmp/f; echo three >&3; exec 3>&-; cat /tmp/f', 'three\n'],
    ['echo x >/nosuch/f; echo $?', '1\n', 0, "sh: can't create /nosuch/f: nonexistent directory\n"],
    ['cat </nosuch; echo $?', '1\n', 0, "sh: can't open /nosuch: no such file\n"],
    ['while read a b; do echo "$b $a"; done <<EOF\n1 2 3\n4 5\nEOF', '2 3 1\n5 4\n'],
    ['echo a b c | { read x y; echo "$y"; }', 'b c\n'],
    ['printf "a\\\\\\\\tb\\n" | { read -r x; echo "$x"; }', 'a\\tb\n'],
    ['exec >/tmp/out; echo hidden; cat /tmp/out >&2', '', 0, 'hidden\n'],
    ['echo one >/tmp/f; { read x; cat /tmp/f; } </tmp/f; echo "$x"', 'one\none\n'],
    ['f() { echo in f; } >/tmp/f; f; cat /tmp/f', 'in f\n'],
    ['for i in 1 2; do echo $i; done >/tmp/f; cat /tmp/f', '1\n2\n'],
  ],
  builtins: [
    ['cd /tmp && pwd; cd -; cd /nosuch', '/tmp\n/\n', 2, "sh: cd: line 0: can't cd to /nosuch: No such file or directory\n"],
    ['export A=1; B=2; env | { while read l; do case $l in A=*|B=*) echo $l;; esac; done; }', 'A=1\n'],
    ['X=7 env | { while read l; do case $l in X=*) echo $l;; esac; done; }; echo "[$X]"', 'X=7\n[]\n'],
    ['echo -n a; echo -e "b\\tc"; echo "d\\te"', 'ab\tc\nd\\te\n'],
    ['printf "%s-%d-%05.1f|%-4s|%x\\n" a 42 3.14159 b 255', 'a-42-003.1|b   |ff\n'],
    ['printf "%s\\n" a b c', 'a\nb\nc\n'],
    ['[ -f /etc/passwd ] && [ -d /tmp ] && [ ! -e /nosuch ] && test -z "" -a 1 -eq 1 && echo ok', 'ok\n'],
    ['[ a = b ]; echo $?; [ 3 -gt 2 -a 1 -lt 2 ]; echo $?; [ ]; echo $?', '1\n0\n1\n'],
    ['[ x -eq 1 ]; echo $?', '2\n', 0, 'sh: x: bad number\n'],
    ['type cd sleep nosuch; command -v cat', 'cd is a shell builtin\nsleep is /bin/sleep\nnosuch: not found\n/bin/cat\n'],
    ['set -- -a -b val rest; while getopts ab: o; do echo "$o $OPTARG"; done; echo $OPTIND', 'a \nb val\n4\n'],
    ['set -- a b c; shift 2; echo $1', 'c\n'],
    ['umask; umask 077; umask; echo x >/tmp/f', '0022\n0077\n'],
    ['x=a; unset x; echo "[$x]"', '[]\n'],
    ['trap "echo bye" EXIT; echo hi; exit 3', 'hi\nbye\n', 3],
    ['echo "echo sourced \\$1" >/tmp/s; . /tmp/s arg', 'sourced arg\n'],
    ['alias hi="echo hello"; hi there', 'hello there\n'],
    ['set -x; echo a "b c"', 'a b c\n', 0, "+ echo a 'b c'\n"],
    ['sleep 1 & wait; echo done', 'done\n'],
    ['(exit 5) & wait $!; echo $?', '5\n'],
    ['kill -0 $$ && echo alive; kill -0 999', 'alive\n', 1, "sh: can't kill pid 999: No such process\n"],
    ['read x </dev/null; echo $?', '1\n'],
    ['echo abcdef | { read -n 3 x; echo $x; }', 'abc\n'],
    ['kill -l 9', 'KILL\n'],
    ['exec args a b; echo no', '2:<a><b>\n'],
  ],
  errors: [
    ['nosuch; echo $?', '127\n', 0, 'sh: nosuch: not found\n'],
    ['/etc/passwd; echo $?', '126\n', 0, 'sh: /etc/passwd: Permission denied\n'],
    ['/tmp; echo $?', '126\n', 0, 'sh: /tmp: Permission denied\n'],
    ['echo a; if true; then echo b', '', 2, 'sh: syntax error: unexpected end of file (expecting "fi")\n'],
    ['echo )', '', 2, 'sh: syntax error: unexpected ")"\n'],
    ['echo "abc', '', 2, 'sh: syntax error: unterminated quoted string\n'],
    ['echo first\ndone\necho last', 'first\n', 2, 'sh: syntax error: unexpected "done"\n'],
  ],
}

for (const [title, rows] of Object.entries(table)) {
  describe(title, () => {
    it.each(rows.map(([script, out, code = 0, err = '']) => ({ script, out, code, err })))(
      '$script',
      ({ script, out, code, err }) => {
        const result = run(script)
        expect({ out: result.out, err: result.err, code: result.code }).toEqual({ out, err, code })
      },
    )
  })
}

describe('other flavors', () => {
  it.each([
    ['bash', 'nosuch', '', 127, 'bash: line 1: nosuch: command not found\n'],
    ['bash', 'a=(x "y z"); echo ${#a[@]} ${a[1]}; for i in "${a[@]}"; do args "$i"; done', '2 y z\n1:<x>\n1:<y z>\n', 0, ''],
    ['bash', 'echo {a,b}{1..2} file{,.bak}', 'a1 a2 b1 b2 file file.bak\n', 0, ''],
    ['sh', 'echo {a,b} {1..3}', '{a,b} {1..3}\n', 0, ''],
    [
      'bash',
      '[[ abc == a* && 5 -gt 3 && ! -e /nosuch ]] && echo yes; [[ x1 =~ ^x([0-9])$ ]] && echo ${BASH_REMATCH[1]}',
      'yes\n1\n',
      0,
      '',
    ],
    [
      'bash',
      'x=hello; echo ${x^^} ${x^}; for ((i=0;i<3;i++)); do printf "%d " $i; done; ((1 > 0)) && echo t',
      'HELLO Hello\n0 1 2 t\n',
      0,
      '',
    ],
    ['bash', 'cd /nosuch', '', 1, 'bash: line 1: cd: /nosuch: No such file or directory\n'],
    ['bash', 'declare -A m; m[one]=1; m[two]=2; echo ${m[two]} ${!m[@]}', '2 one two\n', 0, ''],
    ['bash', 'cat <(echo hi)', 'hi\n', 0, ''],
    ['dash', 'nosuch', '', 127, 'dash: 1: nosuch: not found\n'],
    ['dash', 'echo "a\\tb"', 'a\tb\n', 0, ''],
    ['dash', 'cd /nosuch', '', 2, "dash: 1: cd: can't cd to /nosuch\n"],
    ['dash', 'if', '', 2, 'dash: 1: Syntax error: end of file unexpected (expecting "then")\n'],
  ])('%s -c %s', (shell, script, out, code, err) => {
    const result = run(script, shell)
    expect({ out: result.out, err: result.err, code: result.code }).toEqual({ out, err, code })
  })
})
