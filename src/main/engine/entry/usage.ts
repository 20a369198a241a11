import { defaultDataDir } from './dataDir.ts';

export const usage = `Usage: sealpost COMMAND [options]

  serve                 run the engine, with its user interface at a web address of this machine
  demo                  the same on a throwaway folder, with a lab of mail servers that show every outcome
  status                is it running, what waits, what needs attention
  domains               the domain rules
  queue                 the messages that wait
  history [--follow]    what happened, the newest last
  history --export csv|jsonl [--filter JSON] [--output FILE]
                        all of it, or what passes the filter, oldest first
  pause [--for TIME]    start no delivery, for 30m, 2h or 1d, or until resumed; mail is still taken
  resume                deliver again
  link                  a fresh one-time link to the user interface
  backup FILE           everything in one file, also while the engine works
  restore FILE          put a backup in place of the data folder's content, while the engine is stopped
  service ACTION        install, uninstall, status: have this machine run Sealpost from boot on
  call NAME ['JSON']    any command of the engine; "-" reads the JSON from standard input

Options
  --data-dir DIR        where queue, history and settings are kept (default: ${defaultDataDir()})
  --json                answer as JSON

Option of service
  --user NAME           as whom it runs (default: you, also behind sudo)

Options of serve and demo
  --smtp HOST:PORT      take mail here; may be given more than once (port 0: any free one)
  --web HOST:PORT       serve the user interface here, on this machine only (default 127.0.0.1:8025)
  --dns HOST:PORT       ask this DNS server; may be given more than once
  --delivery-port N     the remote port of mail servers (default 25)
  --ca FILE             trust these certificates too (PEM); may be given more than once
  --demo                with the demo's lab of mail servers
  --stop-with-parent    stop when standard input closes
  --data-key-on-stdin   seal the secrets with the key in the first line of standard input: 32 octets in base64
`;
