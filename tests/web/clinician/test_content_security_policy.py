"""What a browser lets a report do."""

import base64
import hashlib

from formcheck.web.clinician.content_security_policy import policy_for


def test_only_the_scripts_that_stand_in_a_report_may_run_and_nothing_is_sent():
    policy = policy_for('<p>a</p><script>one()</script><SCRIPT type="text/javascript">\ntwo("é")</SCRIPT>')
    for script in ("one()", '\ntwo("é")'):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "default-src 'none'" in policy and "connect-src" not in policy


def test_a_report_without_scripts_may_run_none():
    assert "script-src 'none'" in policy_for("<p>a</p>")
