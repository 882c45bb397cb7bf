import { apache } from '../programs/apache.ts'
import { alpineFiles, debianFiles } from './base-files.ts'
import type { ImageFile } from './image.ts'
import { repository } from './repository.ts'
import { alpinePrograms, debianPrograms } from './userlands.ts'

const files: Readonly<Record<string, ImageFile>> = {
  '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
  '/usr/local/apache2/conf/httpd.conf':
    'ServerRoot "/usr/local/apache2"\n\nListen 80\n\nUser www-data\nGroup www-data\n\nServerAdmin you@example.com\n\nDocumentRoot "/usr/local/apache2/htdocs"\n<Directory "/usr/local/apache2/htdocs">\n    Options Indexes FollowSymLinks\n    AllowOverride None\n    Require all granted\n</Directory>\n\nErrorLog /proc/self/fd/2\nLogLevel warn\n',
  '/usr/local/apache2/logs': { directory: true },
}

export const httpd = repository(
  'docker.io/library/httpd',
  { versions: ['2.4.65'], endings: ['-alpine', '-bookworm', '-trixie', '-alpine3.22'] },
  ({ version, ending }) => {
    const alpine = ending.includes('alpine')
    return {
      megabytes: alpine ? 19 : 45,
      cmd: ['httpd-foreground'],
      env: {
        PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HTTPD_PREFIX: '/usr/local/apache2',
        HTTPD_VERSION: version,
      },
      workingDir: '/usr/local/apache2',
      ports: [80],
      stopSignal: 'WINCH',
      files: [
        alpine ? alpineFiles('3.22.2', 'www-data:x:82:82:Linux User,,,:/home/www-data:/sbin/nologin') : debianFiles('12'),
        files,
      ],
      programs: [
        alpine ? alpinePrograms : debianPrograms,
        { '/usr/local/apache2/bin/httpd': apache(version), '/usr/local/bin/httpd-foreground': foreground(version) },
      ],
    }
  },
)

/** The image's script: `exec httpd -DFOREGROUND`. */
function foreground(version: string) {
  const server = apache(version)
  return {
    ...server,
    name: 'httpd-foreground',
    run: (process: Parameters<typeof server.run>[0], args: readonly string[]) => process.exec(['httpd', '-DFOREGROUND', ...args]),
  }
}
