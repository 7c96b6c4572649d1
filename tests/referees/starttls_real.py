"""Real servers behind a plain dialogue: dovecot (IMAP, POP3, ManageSieve), PostgreSQL, OpenLDAP, MariaDB, vsftpd,
aiosmtpd (SMTP), Prosody (XMPP). Each in a folder of its
own, on a free port of loopback, in the foreground; as root they drop to a user of their own."""
import glob
import grp
import os
import pwd
import shutil
import subprocess

import peers
from peers import EXIT_OK, expect


def prepared(place, user):
    """The test's folder and keys, for a server that runs as `user`."""
    for path in (place.folder, place.pki):
        os.chmod(path, 0o755)
    home = place.folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    shutil.copy(place.pki / "server.pem", home / "server.pem")
    shutil.copy(place.pki / "server.key", home / "server.key")
    os.chmod(home / "server.key", 0o600)
    if os.geteuid() == 0:
        who = pwd.getpwnam(user)
        for path in (home, home / "server.pem", home / "server.key"):
            os.chown(path, who.pw_uid, who.pw_gid)
    return home


def as_user(user, *argv):
    return (["setpriv", f"--reuid={user}", f"--regid={grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name}", "--clear-groups"]
            if os.geteuid() == 0 else []) + [str(a) for a in argv]


def dovecot(place, protocol, port):
    home = prepared(place, "dovecot")
    me = pwd.getpwuid(os.geteuid()).pw_name
    service, name = {"imap": ("imap-login", "imap"), "pop3": ("pop3-login", "pop3"), "sieve": ("managesieve-login", "sieve")}[protocol]
    (home / "dovecot.conf").write_text(f"""
protocols = {name}
base_dir = {home}/run
state_dir = {home}/run
log_path = /dev/stderr
ssl = yes
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.key
ssl_min_protocol = TLSv1.2
mail_location = maildir:{home}/mail
default_internal_user = dovecot
default_login_user = dovenull
service {service} {{
  inet_listener {name} {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener {name}s {{
    port = 0
  }}
  inet_listener sieve_deprecated {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid={me} gid={me} home={home}
}}
""", encoding="ascii")
    return [peers.need("dovecot")[0], "-F", "-c", home / "dovecot.conf"]


def postgres(place, protocol, port):
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    expect(programs, "missing: postgresql")
    home = prepared(place, "postgres")
    subprocess.run(as_user("postgres", f"{programs[-1]}/initdb", "-D", home / "data", "-A", "trust", "-U", "postgres"), check=True, capture_output=True,
                   cwd="/")
    return as_user("postgres", f"{programs[-1]}/postgres", "-D", home / "data", "-c", "listen_addresses=127.0.0.1", "-p", port, "-k", home,
                   "-c", "ssl=on", "-c", f"ssl_cert_file={home}/server.pem", "-c", f"ssl_key_file={home}/server.key")


def slapd(place, protocol, port):
    home = prepared(place, "openldap")
    (home / "slapd.conf").write_text(f"""
include /etc/ldap/schema/core.schema
pidfile {home}/slapd.pid
TLSCertificateFile {home}/server.pem
TLSCertificateKeyFile {home}/server.key
database ldif
directory {home}
suffix "dc=example"
""", encoding="ascii")
    return as_user("openldap", peers.need("slapd")[0], "-d", "0", "-f", home / "slapd.conf", "-h", f"ldap://127.0.0.1:{port}")


def mariadb(place, protocol, port):
    me = pwd.getpwuid(os.geteuid()).pw_name
    home = prepared(place, me)
    (home / "data/mysql").mkdir(parents=True)
    return [peers.need("mariadbd")[0], "--no-defaults", f"--user={me}", f"--datadir={home}/data", f"--port={port}", "--bind-address=127.0.0.1",
            f"--socket={home}/s", f"--pid-file={home}/pid", "--skip-grant-tables", "--skip-networking=0", f"--ssl-cert={home}/server.pem",
            f"--ssl-key={home}/server.key", "--innodb=OFF", "--default-storage-engine=MyISAM"]


def aiosmtpd(place, protocol, port):
    home = prepared(place, pwd.getpwuid(os.geteuid()).pw_name)
    return [peers.need("aiosmtpd")[0], "-n", "-l", f"127.0.0.1:{port}", "--tlscert", home / "server.pem", "--tlskey", home / "server.key"]


def prosody(place, protocol, port):
    home = prepared(place, "prosody")
    (home / "prosody.cfg.lua").write_text(f"""
run_as_root = true
data_path = "{home}"
modules_enabled = {{ "tls"; "saslauth" }}
modules_disabled = {{ "s2s"; "posix" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
s2s_ports = {{ }}
log = {{ error = "*console" }}
VirtualHost "server.example"
    ssl = {{ certificate = "{home}/server.pem"; key = "{home}/server.key" }}
""", encoding="ascii")
    return as_user("prosody", peers.need("prosody")[0], "--config", home / "prosody.cfg.lua", "-F")


def vsftpd(place, protocol, port):
    home = prepared(place, "nobody")
    os.chown(home, os.geteuid(), os.getegid())
    (home / "empty").mkdir()
    (home / "vsftpd.conf").write_text(f"""
listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
run_as_launching_user=YES
anonymous_enable=YES
secure_chroot_dir={home}/empty
ssl_enable=YES
allow_anon_ssl=YES
rsa_cert_file={home}/server.pem
rsa_private_key_file={home}/server.key
seccomp_sandbox=NO
""", encoding="ascii")
    for path in ("server.pem", "server.key", "vsftpd.conf"):
        os.chown(home / path, os.geteuid(), os.getegid())
    return [peers.need("vsftpd")[0], home / "vsftpd.conf"]


def real(start, protocol):
    def run(place):
        port = peers.free_port()
        server = place.start("server", start(place, protocol, port))
        server.wait_listening(port)
        client = place.slow("connect", f"127.0.0.1:{port}", "--starttls", protocol, "--ca", place.pki / "root.pem", "--servername", "server.example",
                            "--json")
        rc = client.wait()
        peers.no_sanitizer(client)
        expect(rc == EXIT_OK, "exit code", rc, "\n" + client.story())
        end = peers.Trace(client.out).end
        expect(end["outcome"] == "established", "it ends", end)
        print(f"      {protocol}: {end['version']}, {end['cipher_suite']}")
    return run


CASES = [(f"{server.__name__}: {protocol}", real(server, protocol)) for server, protocol in (
    (dovecot, "imap"), (dovecot, "pop3"), (dovecot, "sieve"), (postgres, "postgres"), (slapd, "ldap"), (mariadb, "mysql"), (vsftpd, "ftp"),
    (aiosmtpd, "smtp"), (prosody, "xmpp"))]
