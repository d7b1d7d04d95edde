"""Keeps what the movers tell each other on the repository's server: asking there is cheap, asking restic costs half a second of processor time.

Each marker is signed: whoever has the server's password can hide markers, but not make one.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import select
import ssl
import time
import urllib.error
import urllib.request

from run_folder import RUN, write_detail

KEY = os.environ['MOVER_KEY'].encode()
LOGIN = base64.b64encode(f'{os.environ["RESTIC_REST_USERNAME"]}:{os.environ["RESTIC_REST_PASSWORD"]}'.encode()).decode()
HEADERS = {'Authorization': f'Basic {LOGIN}', 'Accept': 'application/vnd.x.restic.rest.v2'}
# A repository in the repository's folder, which restic does not look into: the server keeps files in those only.
FOLDER = os.environ['RESTIC_REPOSITORY'].removeprefix('rest:') + 'markers/'
# Only the move's own authority; None where the server speaks plain HTTP.
AUTHORITY = os.environ.get('RESTIC_CACERT')
TRUST = AUTHORITY and ssl.create_default_context(cafile=AUTHORITY)
# From what stands before a server that is away.
AWAY = (502, 503, 504)


class Impostor(Exception):
    """What answers has not the certificate of the move's own server."""


class Markers:
    """All markers, as far as the server has them and the asker was told of them."""

    def __init__(self, asker):
        self.asker = asker
        self.texts = {}
        self.told = None

    def wait_for_news(self):
        """Returns when there are others than were told before, with the tags of each in RUN/markers, oldest first."""
        started = time.monotonic()
        while (texts := self.read()) == self.told:
            # A wait may take hours: looks become seldom, and delay what they find by a fiftieth at most.
            if self.hangs_up(min(max(0.1, (time.monotonic() - started) / 50), 5)):
                break
        self.told = texts
        with open(f'{RUN}/markers', 'w', encoding='ascii') as markers:
            for text in texts or []:
                print('', text.partition(' ')[2], '', file=markers)
        return 'news'

    def look(self):
        """The same at once, as soon as the server answers."""
        self.told = None
        return self.wait_for_news()

    def read(self):
        try:
            names = list_markers()
            for name in names:
                if name not in self.texts:
                    self.texts[name] = check(call('GET', f'snapshots/{name}'))
            return sorted(self.texts[name] for name in names if self.texts[name] is not None)
        except (OSError, ValueError, http.client.HTTPException):
            return self.told  # The server may be away meanwhile.

    def mark(self, tags):
        """Returns when the server keeps the marker, or refuses it."""
        text = f'{time.time_ns()} {tags}'.encode()
        body = sign(text) + b' ' + text
        name = hashlib.sha256(body).hexdigest()
        while True:
            try:
                # Kept already when only the answer was lost.
                if name not in list_markers():
                    call('POST', '?create=true')
                    call('POST', f'snapshots/{name}', body)
                return 'marked'
            except urllib.error.HTTPError as error:
                if error.code not in AWAY:
                    write_detail(f"the repository's server refuses a marker: {error.code} {error.reason}")
                    return 'refused'
            except (OSError, ValueError, http.client.HTTPException):
                pass
            if self.hangs_up(1):
                return 'refused'

    def hangs_up(self, seconds):
        return bool(select.select([self.asker], [], [], seconds)[0])


def sign(text):
    return hmac.new(KEY, text, 'sha256').hexdigest().encode()


def check(body):
    """The text of a marker; None where it is not one of the movers'."""
    signature, _, text = body.partition(b' ')
    return text.decode() if hmac.compare_digest(signature, sign(text)) else None


def list_markers():
    try:
        return [marker['name'] for marker in json.loads(call('GET', 'snapshots/'))]
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return []  # Nothing was marked yet.
        raise


def call(method, path, body=None):
    request = urllib.request.Request(FOLDER + path, data=body, headers=HEADERS, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20, context=TRUST) as answer:
            return answer.read()
    except urllib.error.URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise Impostor(error.reason.verify_message) from error
        raise
