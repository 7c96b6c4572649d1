"""nginx, a server."""
import subprocess

import matrix_features
import matrix_run
import peers
from adapters.base import FFDHE
from adapters.libssl import LibsslAdapter, group_list

NAME = "nginx"
PROGRAMS = ("nginx", "openssl")
CONF = """daemon off; master_process off; pid {folder}/pid; error_log {folder}/log warn;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {cert}; ssl_certificate_key {key};
    {version}
    ssl_session_cache shared:s:1m; ssl_session_tickets {tickets};
    {more}
    location / {{ return 200 "{words}"; }}
  }}
}}
"""


class Peer(LibsslAdapter):
    name = NAME
    roles = ("connect",)

    def features(self, role):
        return matrix_features.EARLY, matrix_features.UPDATE

    def version(self, case):
        if case.suite.tls13:
            return f"ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites {case.suite.name}; ssl_ecdh_curve {group_list(case)};"
        version = {"1.0": "TLSv1", "1.1": "TLSv1.1"}.get(case.suite.old, "TLSv1.2")
        return f"ssl_protocols {version}; ssl_ciphers {self.ciphers[case.suite.code]}:@SECLEVEL=0;"

    def serve(self, place, case, port):
        cert, key = matrix_run.server_files(place, case)
        more = f"ssl_dhparam {self.dh_files[case.group]};" if case.group in FFDHE and not case.suite.tls13 else ""
        if case.auth:
            more += f" ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate {place.pki}/client-ca.pem;"
        more += " ssl_early_data on;" if case.feature == matrix_features.EARLY else ""
        conf = place.folder / "nginx.conf"
        conf.write_text(CONF.format(folder=place.folder, port=port, cert=cert, key=key, version=self.version(case), more=more,
                                    tickets="on" if case.resume == "ticket" else "off", words=matrix_run.WORDS.decode()))
        return place.start("nginx", ["nginx", "-p", place.folder, "-e", place.folder / "log", "-c", conf], stdin=subprocess.DEVNULL)

    def answered(self, got, request):
        return got.startswith(b"HTTP/1.1 200") and got.endswith(matrix_run.WORDS)

    def check_server(self, server):
        log = (server.out_path.parent / "log").read_text()
        peers.expect("SSL" not in log, "nginx complains:", log)
