"""`python -m tests.contract.live`: the contract against the real API."""

import sys

from tests.contract.live.command import main

sys.exit(main())
