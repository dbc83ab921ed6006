"""The page: settings, engine, server. `python app.py` listens on PEEL_QA_HOST and PEEL_QA_PORT."""

from __future__ import annotations

import sys

from peel_qa.environment import prepare_environment
from peel_qa.errors import PeelQAError


def main() -> int:
    """Serve until interrupted; 1 where an error of ours says what to mend."""
    prepare_environment()
    from peel_qa.doctor.machine import require_safe

    try:
        require_safe()  # before Gradio is imported, which reads such variables
        from peel_qa.engine import PeelQA
        from peel_qa.settings import Settings
        from peel_qa.web.server import serve

        settings = Settings()
        with PeelQA.open(settings) as engine:
            serve(engine, settings.host, settings.port)
    except PeelQAError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
