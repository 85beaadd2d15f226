"""Rules of our own about template.yaml, for cfn-lint: `cfn-lint --append-rules tests/template/rules template.yaml`.

Each module reads resources as CloudFormation gets them and yields problems; `cfn_lint.py` hands them to cfn-lint, which
loads every file here whose name does not begin with an underscore.
"""
