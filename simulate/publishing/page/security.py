"""What the page may do: show itself. Its own style and script are named by their hashes, everything else is refused."""

from __future__ import annotations

import base64
import hashlib


def policy(style: str, script: str) -> str:
    """A content-security policy (W3C, Level 3) for a page with one `<style>` and one `<script>` of these contents."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
