import { describe, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import { TestContainer } from './testing/test-container.ts'

describe('nginx', () => {
  it('serves its page to curl and wget, and logs it', () => {
    const container = new TestContainer('nginx:1.27')
    const server = container.startImage()
    container.advance(500)
    const curl = container.run(['curl', '-s', '-i', 'http://localhost/'])
    expect(curl.stdout).toMatch(
      /^HTTP\/1\.1 200 OK\r\nServer: nginx\/1\.27\.5\r\nDate: Sat, 21 Nov 2026 07:42:20 GMT\r\nContent-Type: text\/html\r\nContent-Length: 615\r\n/,
    )
    expect(curl.stdout).toContain('<h1>Welcome to nginx!</h1>')
    expect(container.run(['wget', '-qO-', 'http://127.0.0.1/']).stdout).toContain('Welcome')
    expect(container.run(['wget', '-qO-', 'http://127.0.0.1/nope']).output).toBe(
      'wget: server returned error: HTTP/1.1 404 Not Found\n',
    )
    expect(server.output).toContain('127.0.0.1 - - [21/Nov/2026:07:42:20 +0000] "GET / HTTP/1.1" 200 615 "-" "Wget" "-"\n')
    expect(container.run(['ps']).stdout).toMatch(
      / {4}1 root {5}nginx: master process nginx -g daemon off;\n {4}2 nginx {4}nginx: worker process\n/,
    )
  })

  it('cannot bind a port that is taken: five tries, half a second apart, then exit 1', () => {
    const container = new TestContainer('nginx:1.27')
    container.startImage()
    container.advance(100)
    const second = container.start(['nginx', '-g', 'daemon off;'])
    container.advance(2400)
    expect(second.exit).toBeUndefined()
    container.advance(200)
    expect(second.exit?.code).toBe(1)
    const lines = second.output.trimEnd().split('\n')
    expect(lines).toHaveLength(17)
    expect(lines[0]).toMatch(
      /^2026\/11\/21 07:42:20 \[emerg\] \d+#\d+: bind\(\) to 0\.0\.0\.0:80 failed \(98: Address already in use\)$/,
    )
    expect(lines[1]).toBe('nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)')
    expect(lines[2]).toMatch(/\[notice\] \d+#\d+: try again to bind\(\) after 500ms$/)
    expect(lines.at(-1)).toBe('nginx: [emerg] still could not bind()')
  })

  it.each([
    ['TERM', 'signal 15 (SIGTERM) received, exiting'],
    ['QUIT', 'signal 3 (SIGQUIT) received, shutting down'],
  ])('ends with 0 on %s', (signal, says) => {
    const container = new TestContainer('nginx')
    const server = container.startImage()
    container.advance(100)
    container.run(['kill', `-${signal}`, '1'])
    container.advance(100)
    expect(server.exit?.code).toBe(0)
    expect(server.output).toContain(says)
  })

  it('replaces a worker that is killed', () => {
    const container = new TestContainer('nginx')
    container.startImage()
    container.advance(100)
    container.run(['kill', '-9', '2'])
    container.advance(100)
    expect(container.run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', 'localhost']).stdout).toBe('200')
  })

  it.each([
    ['location /x { return 200 "hi $host"; }', '/x', 200, 'hi localhost'],
    ['location = /old { return 301 /new; }', '/old', 301, undefined],
    ['location /api/ { proxy_pass http://127.0.0.1:8081/; }', '/api/', 502, undefined],
    ['location / { try_files $uri /fallback.html; } location = /fallback.html { return 200 fb; }', '/whatever', 200, 'fb'],
    ['location ~ \\.txt$ { return 200 text; }', '/a.txt', 200, 'text'],
    ['root /srv; autoindex on;', '/', 200, undefined],
    ['root /srv;', '/', 403, undefined],
    ['deny all;', '/', 403, undefined],
    ['location / { rewrite ^/old/(.*)$ /new/$1 last; } location /new/ { return 200 $uri; }', '/old/x', 200, '/new/x'],
    ['error_page 404 /gone.html; location = /gone.html { return 200 gone; } root /srv;', '/nope', 404, 'gone'],
  ])('%s', (configuration, path, status, body) => {
    const container = new TestContainer('nginx', {
      files: { '/etc/nginx/conf.d/default.conf': `server { listen 80; ${configuration} }`, '/srv/x/y': '' },
    })
    container.startImage()
    container.advance(100)
    const result = container.run(['curl', '-s', '-w', ' %{http_code}', `localhost${path}`])
    expect(result.stdout.endsWith(` ${status}`)).toBe(true)
    if (body !== undefined) expect(result.stdout).toBe(`${body} ${status}`)
  })

  it.each([
    ['server { listen 80; nonsense on; }', 'nginx: [emerg] unknown directive "nonsense" in /etc/nginx/conf.d/default.conf:1'],
    ['server { listen 80 }', 'nginx: [emerg] directive "listen" is not terminated by ";" in /etc/nginx/conf.d/default.conf:1'],
    [
      'server { listen 80; rewrite ( /x; }',
      'nginx: [emerg] pcre2_compile() failed: invalid pattern "(" in /etc/nginx/conf.d/default.conf:1',
    ],
    ['server { listen 80;', 'nginx: [emerg] unexpected end of file, expecting "}" in /etc/nginx/conf.d/default.conf:1'],
  ])('refuses %s', (configuration, says) => {
    const container = new TestContainer('nginx', { files: { '/etc/nginx/conf.d/default.conf': configuration } })
    const test = container.run(['nginx', '-t'])
    expect(test.exit?.code).toBe(1)
    expect(test.stderr).toContain(says)
  })

  it('reloads', () => {
    const container = new TestContainer('nginx')
    container.startImage()
    container.advance(100)
    container.run(['sh', '-c', "echo 'server { listen 80; return 200 new; }' > /etc/nginx/conf.d/default.conf; nginx -s reload"])
    container.advance(100)
    expect(container.run(['curl', '-s', 'localhost']).stdout).toBe('new')
  })

  it('without root rights cannot make its folders', () => {
    const container = new TestContainer('nginx')
    const server = container.start(['nginx', '-g', 'daemon off;'], { uid: 1000 })
    container.advance(100)
    expect(server.exit?.code).toBe(1)
    expect(server.output).toContain(
      'the "user" directive makes sense only if the master process runs with super-user privileges, ignored in /etc/nginx/nginx.conf:2',
    )
    expect(server.output).toContain('mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)')
  })
})

describe('other servers', () => {
  it('redis keeps keys and its password', () => {
    const container = new TestContainer('redis')
    const server = container.startImage(['redis-server', '--requirepass', 'secret'])
    container.advance(100)
    const cli = (...args: string[]) => container.run(['redis-cli', ...args]).stdout
    expect(cli('ping')).toBe('NOAUTH Authentication required.\n')
    expect(cli('-a', 'secret', 'set', 'a', '1')).toBe('OK\n')
    expect(cli('-a', 'secret', 'incr', 'a')).toBe('2\n')
    expect(cli('-a', 'secret', 'lpush', 'l', 'x', 'y')).toBe('2\n')
    expect(cli('-a', 'secret', 'lrange', 'l', '0', '-1')).toBe('y\nx\n')
    container.run(['kill', '1'])
    container.advance(100)
    expect(server.exit?.code).toBe(0)
    expect(server.output).toContain('Redis is now ready to exit, bye bye...')
  })

  it('postgres demands a password, keeps rows', () => {
    const refused = new TestContainer('postgres').startImage()
    expect(new TestContainer('postgres').run(['docker-entrypoint.sh', 'postgres']).output).toContain(
      'You must specify POSTGRES_PASSWORD',
    )
    expect(refused.exit).toBeUndefined()
    const container = new TestContainer('postgres')
    container.start(['docker-entrypoint.sh', 'postgres'], { env: { POSTGRES_PASSWORD: 'x' } })
    container.advance(5000)
    const psql = (sql: string) => container.run(['psql', '-U', 'postgres', '-tAc', sql]).output
    expect(psql('select 1')).toBe('1\n')
    psql('create table t (id serial, name text)')
    psql("insert into t (name) values ('ann'), ('bob')")
    expect(psql('select * from t where id = 2')).toBe('2|bob\n')
    expect(container.run(['pg_isready']).stdout).toBe('/var/run/postgresql:5432 - accepting connections\n')
  })

  it('mysql answers SELECT 1', () => {
    const container = new TestContainer('mysql')
    container.start(['docker-entrypoint.sh', 'mysqld'], { env: { MYSQL_ROOT_PASSWORD: 'x' } })
    container.advance(10_000)
    expect(container.run(['mysql', '-px', '-e', 'SELECT 1 AS one']).stdout).toBe('one\n1\n')
    expect(container.run(['mysql', '-e', 'SELECT 1']).stderr).toContain('Access denied')
  })

  it.each([
    ['hashicorp/http-echo', ['-text=hello'], 5678, '/', 'hello\n'],
    ['gcr.io/google-samples/hello-app:2.0', undefined, 8080, '/', 'Hello, world!\nVersion: 2.0.0\nHostname: box\n'],
    ['stefanprodan/podinfo', undefined, 9898, '/healthz', '{\n  "status": "OK"\n}\n'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.53', ['netexec', '--http-port=8080'], 8080, '/hostname', 'box'],
    ['httpd:2.4', undefined, 80, '/', '<html><body><h1>It works!</h1></body></html>\n'],
    ['gcr.io/kuar-demo/kuard-amd64:blue', undefined, 8080, '/healthy', 'ok\n'],
    ['registry.k8s.io/hpa-example', undefined, 80, '/', 'OK!'],
    ['podarium/never-ready', undefined, 8080, '/ready', 'not ready: no connection to the database\n'],
  ] as const)('%s answers', (image, args, port, path, body) => {
    const container = new TestContainer(image)
    container.startImage(args)
    container.advance(1000)
    // A helper container in the same Pod asks, as the images themselves have no curl.
    expect(container.ask(port, path)).toBe(body)
  })

  it('every image starts: it stays up, or ends by itself with a code', () => {
    for (const { name, tags } of catalogue) {
      const container = new TestContainer(`${name}:${tags[0]}`)
      const running = container.startImage()
      container.advance(20_000)
      if (running.exit) expect([name, running.exit.signal]).toEqual([name, undefined])
    }
  })
})
