#!/bin/sh
# Trains the shipped models of the NCR18650PF and chooses among their candidates, on validation cycles alone; then measures what was chosen
# on the test cycles, once, and writes cards, reports and error tables. Some two hours of one core. From the repository's root:
#   models/train-shipped.sh FOLDER_OF_CYCLES FOLDER_OF_CANDIDATES
# The recordings: P. Kollmeyer, Mendeley Data wykht8y7tg, CC BY 4.0, through nanobms-train import. A candidate that is there already is not
# trained again; a run that was stopped goes on. Each new int8 file needs recordings in models/golden, and the default its C# (convert).
set -eu
cycles=$1
out=$2
mkdir -p "$out"
if [ -z "${NANOBMS_TRAIN:-}" ]; then
    dotnet build -c Release tools/ModelTrainer -v q
    NANOBMS_TRAIN=tools/ModelTrainer/bin/Release/net10.0/NanoBms.ModelTrainer.dll
fi

cell=models/cells/panasonic18650pf.json
about=tools/Cells/Import/Sets/panasonic18650pf-about.json
drives='cycle_1,cycle_2,cycle_3,nn'

# What no recipe learns from: a drive at each temperature, two charges, both warming ambients.
common='cycle_4,charge_03,charge_07,trise_*/cycle_1'

# The recipes: all recordings; all but charge_09, with a little of the virtual cell beside them (mild weighs charges less than fresh). The
# cell had aged by July, when charge_09 was recorded: at the same voltage of a charge it holds some 10 % less than when it was new, and
# nothing in a window tells the two apart. A network that learns both reads the new cell up to 2 % low in the midst of a charge, with the
# virtual cell beside them up to 6 %.
recipe() {
    charges='charge_01,charge_05' weights=7,1,3 share=0.03
    case $1 in
        recorded) charges="$charges,charge_09" weights=7,1,2 share=0 ;;
        mild) weights=7,1,2 ;;
        fresh) ;;
    esac
}

# run MODEL RECIPE SEED PATH OPTIONS...
run() {
    model=$1
    seed=$3
    path=$4
    recipe "$2"
    shift 4
    dotnet "$NANOBMS_TRAIN" train --data "$cycles" --about "$about" --manifest "models/$model.manifest.json" --out "$path" \
        --train "$drives,day,$charges,!trise_*/*" --validate "$common" --virtual-cell "$cell" --virtual-share "$share" \
        --phase-weights "$weights" --seed "$seed" "$@"
}

# candidate MODEL RECIPE.SEED OPTIONS...: trains it, unless it is there.
candidate() {
    of=$1
    one=$2
    shift 2
    at=$out/$of.$one
    [ -f "$at.int8.tflite" ] || run "$of" "${one%.*}" "${one##*.}" "$at" --test cycle_4 --checkpoint "$at.checkpoint" "$@"
}

# ship MODEL "RECIPE.SEED ..." OPTIONS...: trains the candidates, takes the best of them on what none learnt from, and measures it.
ship() {
    shipped=$1
    candidates=$2
    shift 2
    paths=
    for one in $candidates; do
        candidate "$shipped" "$one" "$@"
        paths="$paths $at"
    done

    # shellcheck disable=SC2086 # a list of paths without spaces
    best=$(dotnet "$NANOBMS_TRAIN" compare $paths --data "$cycles" --validate "$common" --virtual-cell "$cell" | tee /dev/stderr \
        | sed -n 's/^best on validation: //p')
    cp "$out/$best.float.tflite" "models/$shipped.float.tflite"
    cp "$out/$best.int8.tflite" "models/$shipped.int8.tflite"
    one=${best#"$shipped".}
    run "$shipped" "${one%.*}" "${one##*.}" "models/$shipped" --describe-only "$@"
    dotnet "$NANOBMS_TRAIN" evaluate "models/$shipped" --data "$cycles" --slow-discharge "$cycles/25degC/c20_ocv.csv" --report "models/reports/$shipped"
}

# The default: three that went on without charge_09 from a network that learnt all recordings, and the mean of these and of that one, which
# keeps what it knows of drives. Of the means with it once, thrice or not at all, this one errs least on drives of those that err at most
# 0.6 % on charges and 1.5 % at other currents.
default=panasonic18650pf-128-64
first=$out/$default.recorded.3
candidate $default recorded.3 --steps 9000
candidate $default fresh.61 --from "$first" --steps 3000 --learning-rate 0.0006
candidate $default fresh.62 --from "$first" --steps 3000 --learning-rate 0.0006
candidate $default mild.63 --from "$first" --steps 3000 --learning-rate 0.0003
ship $default "mild.72" --from "$first,$out/$default.fresh.61,$out/$default.fresh.62,$out/$default.mild.63" --steps 1 --learning-rate 0
ship panasonic18650pf-stream-64 "fresh.1" --lstm 64 --dense 16 --batch 128 --steps 10000 --learning-rate 0.002
ship panasonic18650pf-128-64-15s "fresh.1" --copies 30 --steps 4000
ship panasonic18650pf-32-16 "fresh.1" --lstm 32,16 --dense 16 --steps 5000 --learning-rate 0.002
